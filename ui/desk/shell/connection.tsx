// How the line to the server stands, said plainly while it is not up.

import { OfflineIcon } from '@shared/components/icons';
import { useEffect, useState } from 'preact/hooks';
import { connection, outbox, ready } from '../state/live';
import { standing } from '../state/session';
import { t } from '../state/texts';
import './connection.css';

const PATIENCE = 1500;

export function Connection() {
  const state = connection.value;
  const [late, setLate] = useState(false);
  const waiting = outbox.lines.value.filter(line => line.state === 'waiting').length;

  // A connection that is back at once needs no words.
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), PATIENCE);
    return () => clearTimeout(timer);
  }, []);

  if (!ready.value || standing.value === 'expired') return null;
  // Idle while a snapshot is fetched anew, and while that fails: it is no line to rely on.
  if (state === 'refused' || (!late && state !== 'offline')) return null;
  return (
    <div class="connection" role="status">
      <OfflineIcon />
      <span>{t(state === 'offline' ? 'connection.offline' : 'connection.reconnecting')}</span>
      {waiting > 0 && <span>{t('connection.waiting', { count: waiting })}</span>}
    </div>
  );
}
