// Above the composer: what a supervisor whispers, until it is done.

import { Button } from '@shared/components/button';
import { CheckIcon, EyeIcon } from '@shared/components/icons';
import type { Id, Message, Whisper } from '@shared/contracts';
import { query } from '@shared/http';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { personName } from '../state/store';
import { t } from '../state/texts';
import { timeline } from '../state/timelines';
import { bringWhispers, whispering, whispers, whispersOf } from './state';
import './whispers.css';

export function WhisperBar({ id }: { id: Id }) {
  useEffect(() => {
    const abort = new AbortController();
    // Without the line there is nothing to heed yet; the next visit asks again.
    bringWhispers(id, abort.signal).catch(() => {});
    return () => {
      abort.abort();
      if (whispering.peek() === id) whispering.value = null;
    };
  }, [id]);
  return (
    <>
      {whispersOf(id).map(whisper => (
        <OneWhisper key={whisper.id} whisper={whisper} />
      ))}
    </>
  );
}

function OneWhisper({ whisper }: { whisper: Whisper }) {
  const words = useWords(whisper);
  const done = () =>
    http
      .post(`/whispers/${whisper.id}/done`)
      .then(() => whispers.remove(whisper.id, whisper.version + 1), complain);
  return (
    <aside class="whisper" aria-label={t('whisper')}>
      <EyeIcon />
      <p>
        <b>{t('whisper.from', { name: personName(whisper.made_by) })}</b>
        <span>{words}</span>
      </p>
      <Button icon={CheckIcon} onClick={() => void done()}>
        {t('whisper.done')}
      </Button>
    </aside>
  );
}

/** The note's words: of the timeline that is here already, else fetched. */
function useWords({ conversation_id: id, seq, message_id }: Whisper): string {
  const [fetched, setFetched] = useState('');
  const here = timeline(id).value.messages.find(message => message.id === message_id);
  useEffect(() => {
    if (here) return;
    const abort = new AbortController();
    const path = `/conversations/${id}/messages${query({ after: seq - 1, limit: 1 })}`;
    http.get<{ items: Message[] }>(path, abort.signal).then(
      ({ items }) => setFetched(items[0]?.body ?? ''),
      () => {}, // shown when the timeline brings it
    );
    return () => abort.abort();
  }, [id, seq, !here]);
  return here?.body ?? fetched;
}
