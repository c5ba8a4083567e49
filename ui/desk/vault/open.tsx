// Opening a document: first what for, then what it says, for a minute and no longer.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field, SelectField } from '@shared/components/field';
import type { Id, IdentityDocument } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { DialogFoot } from '../settings/parts/dialog_foot';
import { useForm } from '../settings/parts/form';
import { http } from '../state/session';
import { t } from '../state/texts';
import { say } from './texts';

const PURPOSES = ['customs', 'carrier', 'correction', 'customer_asks', 'authority'] as const;
const FIELDS = [
  'number',
  'name',
  'phone',
  'postal_code',
  'nationality',
  'expires_on',
  'mrz',
] as const;
/** As long as the server gives photographs out: rules/keeping.py. */
const SHOWN = 60_000;

interface Opened {
  reading: { id: Id };
  fields: Record<(typeof FIELDS)[number], string>;
  consent: { text: string; locale: string } | null;
  sides: IdentityDocument['sides'];
}

interface OpenProps {
  document: IdentityDocument;
  onClose: () => void;
}

export function OpenDialog({ document, onClose }: OpenProps) {
  const [opened, setOpened] = useState<Opened | null>(null);
  return (
    <Dialog title={say(`kind.${document.kind}`)} closeLabel={t('close')} onClose={onClose}>
      {opened ? (
        <Shown opened={opened} onClose={onClose} />
      ) : (
        <Purpose document={document} onOpened={setOpened} onClose={onClose} />
      )}
    </Dialog>
  );
}

interface PurposeProps extends OpenProps {
  onOpened: (opened: Opened) => void;
}

function Purpose({ document, onOpened, onClose }: PurposeProps) {
  const form = useForm({ purpose: 'customs', words: '' });
  const { purpose, words } = form.values;
  const open = form.submit(async given =>
    onOpened(await http.post<Opened>(`/documents/${document.id}/open`, given)),
  );

  return (
    <form onSubmit={open}>
      <p class="vault-words">{say('open.text')}</p>
      <SelectField
        label={say('open.purpose')}
        value={purpose}
        onChange={event => form.set({ purpose: event.currentTarget.value })}
      >
        {PURPOSES.map(each => (
          <option key={each} value={each}>
            {say(`purpose.${each}`)}
          </option>
        ))}
      </SelectField>
      <Field
        label={say('open.words')}
        hint={say('open.words.hint')}
        value={words}
        required
        autoFocus
        maxLength={500}
        error={form.error('words')}
        onInput={event => form.set({ words: event.currentTarget.value })}
      />
      <DialogFoot form={form} action={say('open')} disabled={!words.trim()} onClose={onClose} />
    </form>
  );
}

function Shown({ opened, onClose }: { opened: Opened; onClose: () => void }) {
  const [end] = useState(() => Date.now() + SHOWN);
  const left = Math.max(0, Math.ceil((end - now.value) / 1000));
  useEffect(() => {
    const timer = setTimeout(onClose, end - Date.now());
    return () => clearTimeout(timer);
  }, [end]);
  return (
    <>
      <dl class="vault-fields">
        {FIELDS.filter(name => opened.fields[name]).map(name => (
          <div key={name}>
            <dt>{say(`field.${name}`)}</dt>
            <dd>
              <bdi>{opened.fields[name]}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      {opened.sides.length > 0 && (
        <div class="vault-photos">
          {opened.sides.map((side, place) => {
            const address = http.url(`/document-readings/${opened.reading.id}/photos/${place}`);
            return side === 'original' ? (
              <a key={side} href={address} download="mail.eml">
                {say('side.original')}
              </a>
            ) : (
              <img key={side} src={address} alt={say(`side.${side}`)} />
            );
          })}
        </div>
      )}
      {opened.consent && (
        <details class="vault-consent">
          <summary>{say('consent')}</summary>
          <p lang={opened.consent.locale}>{opened.consent.text}</p>
        </details>
      )}
      <p class="vault-words" role="timer">
        {say('open.left', { seconds: String(left) })}
      </p>
      <DialogButtons>
        <Button tone="primary" onClick={onClose}>
          {say('open.close')}
        </Button>
      </DialogButtons>
    </>
  );
}
