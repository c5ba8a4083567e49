// Asking for a document: what, why, and the link put into the reply.

import { Dialog } from '@shared/components/dialog';
import { Field, SelectField, Switch } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import type { Customer, DocumentKind, DocumentRequest, Id } from '@shared/contracts';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useForm } from '../settings/parts/form';
import { drafts } from '../state/live';
import { http } from '../state/session';
import { t } from '../state/texts';
import { requests } from './state';
import { say } from './texts';

const KINDS = ['cn_id', 'kr_pccc', 'passport'] as const;
const REASONS = ['customs', 'carrier', 'correction'] as const;

interface Wish {
  kind: DocumentKind;
  reason: string;
  words: string;
  photos: boolean;
}

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
  const form = useForm<Wish>({
    kind: likely(customer.locale),
    reason: 'customs',
    words: '',
    photos: false,
  });
  const { kind, reason, words, photos } = form.values;

  const make = form.submit(async wish => {
    const made = await http.post<Made>(`/conversations/${conversation}/document-requests`, {
      ...wish,
      words: wish.words.trim(),
      photos: wish.photos && wish.kind !== 'kr_pccc',
    });
    requests.upsert(made.request);
    const begun = drafts.of(conversation).peek().body.trimEnd();
    drafts.edit(conversation, { body: begun ? `${begun}\n${made.message}` : made.message });
    toast(say('ask.done'));
    onClose();
  });

  return (
    <Dialog title={say('ask.title')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={make}>
        <p class="vault-words">{say('ask.text')}</p>
        <SelectField
          label={say('ask.kind')}
          value={kind}
          onChange={event => form.set({ kind: event.currentTarget.value as DocumentKind })}
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
          onChange={event => form.set({ reason: event.currentTarget.value })}
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
          error={form.error('words')}
          onInput={event => form.set({ words: event.currentTarget.value })}
        />
        {kind !== 'kr_pccc' && (
          <Switch
            label={say('ask.photos')}
            hint={say('ask.photos.hint')}
            checked={photos}
            onChange={photos => form.set({ photos })}
          />
        )}
        <DialogFoot form={form} action={say('ask.make')} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** What customs want of somebody who speaks a language. */
function likely(locale: string | null): DocumentKind {
  if (locale?.startsWith('ko')) return 'kr_pccc';
  return locale?.startsWith('zh') ? 'cn_id' : 'passport';
}
