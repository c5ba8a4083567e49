// What a supervisor whispers to whoever answers.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { AreaField } from '@shared/components/field';
import type { Id, Whisper } from '@shared/contracts';
import { uuid } from '@shared/ids';
import { useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { useBegun } from '../state/begun';
import { http } from '../state/session';
import { t } from '../state/texts';
import { whispering, whispers } from './state';

const LONGEST = 1000;

export function WhisperDialog({ id }: { id: Id }) {
  const begun = useBegun(`whisper ${id}`, { body: '' });
  const { body } = begun.value;
  const [busy, setBusy] = useState(false);
  const [client_id] = useState(uuid);
  const close = () => {
    begun.over();
    whispering.value = null;
  };
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy || !body.trim()) return;
    setBusy(true);
    try {
      const words = { client_id, body: body.trim() };
      whispers.upsert(await http.post<Whisper>(`/conversations/${id}/whispers`, words));
      close();
    } catch (error) {
      complain(error);
      setBusy(false);
    }
  };
  return (
    <Dialog title={t('whisper')} closeLabel={t('close')} onClose={close}>
      <form onSubmit={event => void send(event)}>
        <AreaField
          label={t('whisper')}
          hint={t('whisper.placeholder')}
          rows={3}
          maxLength={LONGEST}
          autoFocus
          value={body}
          onInput={event => begun.write({ body: event.currentTarget.value })}
        />
        <DialogButtons>
          <Button tone="quiet" onClick={close}>
            {t('cancel')}
          </Button>
          <Button tone="primary" type="submit" disabled={!body.trim()} busy={busy}>
            {t('whisper.send')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
