// The ten seconds in which a mail can be taken back, counted down above the composer.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { UndoIcon } from '@shared/components/icons';
import type { Id, Message } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { myId } from '../state/session';
import { timeline } from '../state/timelines';
import { takeBack } from './acts';
import './compose.css';
import { say } from './texts';

/** A mail scheduled for later is taken back where it stands, not here. */
const SPAN = 12_000;

export function UndoBar({ id }: { id: Id }) {
  const leaving = timeline(id).value.messages.findLast(isLeaving);
  return leaving ? <Bar key={leaving.id} message={leaving} /> : null;
}

function isLeaving({ author, mail }: Message): boolean {
  if (mail?.state !== 'waiting' || mail.send_at === null || author.id !== myId()) return false;
  const left = Date.parse(mail.send_at) - now.value;
  return left > 0 && left < SPAN && mail.detail === '';
}

function Bar({ message }: { message: Message }) {
  const [busy, setBusy] = useState(false);
  const left = Math.max(0, Date.parse(message.mail?.send_at ?? '') - now.value);
  const back = () => {
    setBusy(true);
    void takeBack(message).finally(() => setBusy(false));
  };

  useEffect(() => {
    const keys = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.key !== 'z') return;
      const { activeElement: at } = document;
      const writes = at instanceof HTMLTextAreaElement || at instanceof HTMLInputElement;
      if (writes && at.value) return; // there it undoes what was typed
      event.preventDefault();
      back();
    };
    addEventListener('keydown', keys);
    return () => removeEventListener('keydown', keys);
  }, []);

  return (
    <div class="undo-bar" role="status">
      <span>{say('leaves', { seconds: Math.ceil(left / 1000) })}</span>
      <progress max={10_000} value={left} aria-hidden="true" />
      <Button icon={UndoIcon} busy={busy} onClick={back}>
        {say('takeBack')}
      </Button>
    </div>
  );
}
