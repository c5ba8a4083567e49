// Asking for a document: what, why, and the link put into the reply.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field, SelectField, Switch } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import type { Customer, DocumentKind, DocumentRequest, Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { useState } from 'preact/hooks';
import { drafts } from '../state/live';
import { http } from '../state/session';
import { t } from '../state/texts';
import { requests } from './state';
import { say } from './texts';

const KINDS = ['cn_id', 'kr_pccc', 'passport'] as const;
const REASONS = ['customs', 'carrier', 'correction'] as const;

interface Made {
  request: DocumentRequest;
  url: string;
  message: string;
}

interface AskProps {
  conversation: Id;
  customer: Customer;
  onClose: () => void;
}

export function AskDialog({ conversation, customer, onClose }: AskProps) {
  const [kind, setKind] = useState<DocumentKind>(likely(customer.locale));
  const [reason, setReason] = useState<string>('customs');
  const [words, setWords] = useState('');
  const [photos, setPhotos] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const make = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const made = await http.post<Made>(`/conversations/${conversation}/document-requests`, {
        kind,
        reason,
        words: words.trim(),
        photos: photos && kind !== 'kr_pccc',
      });
      requests.upsert(made.request);
      const begun = drafts.of(conversation).peek().body.trimEnd();
      drafts.edit(conversation, { body: begun ? `${begun}\n${made.message}` : made.message });
      toast(say('ask.done'));
      onClose();
    } catch (error) {
      setProblem(error instanceof Refusal ? error.message : t('error.unreachable'));
      setBusy(false);
    }
  };

  return (
    <Dialog title={say('ask.title')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={make}>
        <p class="vault-words">{say('ask.text')}</p>
        <SelectField
          label={say('ask.kind')}
          value={kind}
          onChange={event => setKind(event.currentTarget.value as DocumentKind)}
        >
          {KINDS.map(each => (
            <option key={each} value={each}>
              {say(`kind.${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('ask.reason')}
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
        >
          {REASONS.map(each => (
            <option key={each} value={each}>
              {say(`reason.${each}`)}
            </option>
          ))}
        </SelectField>
        <Field
          label={say('ask.words')}
          hint={say('ask.words.hint')}
          value={words}
          maxLength={500}
          onInput={event => setWords(event.currentTarget.value)}
        />
        {kind !== 'kr_pccc' && (
          <Switch
            label={say('ask.photos')}
            hint={say('ask.photos.hint')}
            checked={photos}
            onChange={setPhotos}
          />
        )}
        {problem && (
          <p class="field-error" role="alert">
            {problem}
          </p>
        )}
        <DialogButtons>
          <Button tone="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button tone="primary" type="submit" busy={busy}>
            {say('ask.make')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** What customs want of somebody who speaks a language. */
function likely(locale: string | null): DocumentKind {
  if (locale?.startsWith('ko')) return 'kr_pccc';
  return locale?.startsWith('zh') ? 'cn_id' : 'passport';
}
