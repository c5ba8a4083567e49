// Taking a message's content out for good: a card number, a passport. The reason is kept.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { Field } from '@shared/components/field';
import type { Message } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { t } from '../state/texts';
import { take } from '../state/timelines';
import { redacting } from './redact_state';

export function RedactDialog({ message }: { message: Message }) {
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const close = () => {
    redacting.value = null;
  };
  const redact = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    try {
      const changed = await http.post<Message>(`/messages/${message.id}/redact`, { reason });
      if (changed?.seq) take(changed);
      close();
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('redact.title')} closeLabel={t('close')} onClose={close}>
      <form onSubmit={redact}>
        <p class="dialog-text">{t('redact.text')}</p>
        <Field
          label={t('redact.reason')}
          value={reason}
          required
          autoFocus
          onInput={event => setReason(event.currentTarget.value)}
        />
        <DialogButtons>
          <Button onClick={close}>{t('cancel')}</Button>
          <Button type="submit" tone="danger" busy={busy}>
            {t('redact')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
