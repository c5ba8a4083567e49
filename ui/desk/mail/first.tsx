// Writing to somebody first by mail: from which shop, to whom, about what, and the words.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AreaField, Field, SelectField } from '@shared/components/field';
import type { Id, Message } from '@shared/contracts';
import { uuid } from '@shared/ids';
import { useState } from 'preact/hooks';
import { FormProblem, useForm } from '../settings/parts/form';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { shops } from '../state/store';
import { t } from '../state/texts';
import { readAddresses } from './addresses';
import { say, wordsReady } from './texts';

interface Draft {
  shop_id: Id;
  to: string;
  subject: string;
  body: string;
}

/** What was begun and left is there again when the dialog is opened anew. */
const NAME = 'first mail';

export function FirstMail({ onClose }: { onClose: () => void }) {
  const open = shops.values().filter(shop => !shop.archived_at);
  const form = useForm<Draft>({ shop_id: open[0]?.id ?? 0, to: '', subject: '', body: '' }, NAME);
  // One mail, however often its button is pressed while the line is bad.
  const [clientId] = useState(uuid);
  const { values, set, error } = form;
  const { addresses, wrong } = readAddresses(values.to);
  const [left, setLeft] = useState(false);
  const whole =
    addresses.length > 0 && !wrong.length && values.subject.trim() && values.body.trim();
  const send = form.submit(async ({ shop_id, subject, body }) => {
    const mail = { to: addresses, subject: subject.trim() };
    const posted = await http.post<{ message: Message; conversation_id: Id }>('/mails', {
      shop_id,
      speech: { client_id: clientId, kind: 'text', body, mail },
    });
    form.reset();
    onClose();
    go(pathTo.conversation(posted.conversation_id));
  });
  if (!wordsReady()) return null;
  return (
    <Dialog title={say('first')} closeLabel={t('close')} width="wide" onClose={onClose}>
      <form onSubmit={send}>
        {open.length > 1 && (
          <SelectField
            label={say('first.shop')}
            value={String(values.shop_id)}
            error={error('shop_id')}
            onChange={event => set({ shop_id: Number(event.currentTarget.value) })}
          >
            {open.map(shop => (
              <option key={shop.id} value={shop.id}>
                {shop.name}
              </option>
            ))}
          </SelectField>
        )}
        <Field
          label={say('to')}
          hint={say('first.to.hint')}
          inputMode="email"
          autocomplete="off"
          spellcheck={false}
          required
          autoFocus
          value={values.to}
          error={
            left && wrong.length
              ? say('wrongAddress', { address: wrong.join(', ') })
              : error('speech.mail.to')
          }
          onInput={event => set({ to: event.currentTarget.value })}
          onBlur={() => setLeft(true)}
        />
        <Field
          label={say('subject')}
          required
          maxLength={500}
          value={values.subject}
          error={error('speech.mail.subject')}
          onInput={event => set({ subject: event.currentTarget.value })}
        />
        <AreaField
          label={say('first.words')}
          hint={say('first.hint')}
          required
          rows={9}
          value={values.body}
          error={error('speech.body')}
          onInput={event => set({ body: event.currentTarget.value })}
        />
        <FormProblem form={form} />
        <DialogButtons>
          <Button tone="quiet" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button tone="primary" type="submit" disabled={!whole} busy={form.busy}>
            {say('first.send')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
