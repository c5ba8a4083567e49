// When a customer's words call the agent: for what is theirs or nobody's, and not already in sight.

import type { Conversation, Id, Message } from '@shared/contracts';
import { call } from './bell';
import { onMessage, openId } from './live';
import { go, pathTo } from './router';
import { me } from './session';
import { conversations, customers } from './store';

/** A message replayed after a pause is news no more. */
const FRESH = 60_000;

/** Whether a message calls this person. */
export function calls(
  message: Message,
  conversation: Pick<Conversation, 'assignee_id'>,
  personId: Id,
  now: number,
): boolean {
  if (message.author.kind !== 'customer') return false;
  if (now - Date.parse(message.at) > FRESH) return false;
  return conversation.assignee_id === null || conversation.assignee_id === personId;
}

/** Call the agent from now on. */
export function startCalls(): void {
  onMessage(message => {
    const conversation = conversations.peek(message.conversation_id);
    const person = me.peek();
    if (!conversation || !person || !calls(message, conversation, person.id, Date.now())) return;
    if (openId.peek() === conversation.id && document.hasFocus()) return;
    call({
      title: customers.peek(conversation.customer_id)?.name ?? '',
      body: message.body || message.attachments.map(each => each.name).join(', '),
      tag: `conversation ${conversation.id}`,
      open: () => go(pathTo.conversation(conversation.id)),
    });
  });
}
