// Two agents do not answer one customer unawares: who else is writing, or has answered meanwhile.

import type { Conversation, Id } from '@shared/contracts';
import { useRef } from 'preact/hooks';
import { typingColleagues } from '../state/presence';
import { myId } from '../state/session';
import { personName } from '../state/store';
import { timeline } from '../state/timelines';

export interface Rivals {
  /** Names of colleagues who are writing now. */
  writing: string[];
  /** The colleague who answered since this answer was begun. */
  answered: string | null;
}

/** Watch for colleagues while an answer is being written (`begun`: there is text). */
export function useRivals(conversation: Conversation, begun: boolean): Rivals {
  const from = useRef<number | null>(null);
  if (!begun) from.current = null;
  else from.current ??= conversation.message_count;
  const writing = typingColleagues(conversation.id)
    .filter(id => id !== myId())
    .map(id => personName(id))
    .filter(Boolean);
  return {
    writing,
    answered: from.current === null ? null : answeredSince(conversation.id, from.current),
  };
}

function answeredSince(id: Id, seq: number): string | null {
  const answer = timeline(id).value.messages.findLast(
    ({ seq: at, author, kind }) =>
      at > seq &&
      author.kind === 'agent' &&
      author.id !== myId() &&
      kind !== 'note' &&
      kind !== 'line',
  );
  return answer?.author.name ?? null;
}
