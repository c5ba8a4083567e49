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
  return rivalsOf(conversation.id, from.current);
}

/** Who else is writing now, or has answered since a message's `seq`; null: nothing was begun. */
export function rivalsOf(id: Id, from: number | null): Rivals {
  const writing = typingColleagues(id)
    .filter(each => each !== myId())
    .map(each => personName(each))
    .filter(Boolean);
  return { writing, answered: from === null ? null : answeredSince(id, from) };
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
