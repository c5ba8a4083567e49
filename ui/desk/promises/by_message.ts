// Which promises a message made; read by every message, so looked up rather than searched.

import { computed } from '@preact/signals';
import type { Message, PromiseMade } from '@shared/contracts';
import { promises } from '../state/store';

const byMessage = computed(() => {
  const found = new Map<string, PromiseMade[]>();
  for (const promise of promises.values()) {
    if (promise.message_seq === null) continue;
    const key = `${promise.conversation_id}.${promise.message_seq}`;
    found.set(key, [...(found.get(key) ?? []), promise]);
  }
  return found;
});

const NONE: readonly PromiseMade[] = [];

/** The promises of a message; its reader is redrawn when any promise changes. */
export const promisedIn = ({
  conversation_id,
  seq,
}: Pick<Message, 'conversation_id' | 'seq'>): readonly PromiseMade[] =>
  byMessage.value.get(`${conversation_id}.${seq}`) ?? NONE;
