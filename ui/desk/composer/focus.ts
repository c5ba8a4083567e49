// Putting the cursor into the composer from elsewhere: a key, a quote, a line taken back.

import type { Id } from '@shared/contracts';
import type { Writing } from '../state/drafts';
import { drafts, openId } from '../state/live';

let field: HTMLTextAreaElement | null = null;

export const holdField = (element: HTMLTextAreaElement | null): void => {
  field = element;
};

/** Focus the composer, in answer or note mode if one is named. */
export function composerFocus(kind?: 'text' | 'note'): void {
  const id = openId.peek();
  if (kind && id !== null && drafts.of(id).peek().kind !== kind) drafts.edit(id, { kind });
  field?.focus();
}

/**
 * Put what has come for an answer into a conversation's composer. It may come late: one who is in
 * another conversation by then stays there, and a note that was begun never becomes an answer.
 */
export function putIntoAnswer(id: Id, change: (before: Writing) => Partial<Writing>): void {
  const before = drafts.of(id).peek();
  const kind = before.kind === 'note' && before.body.trim() ? 'note' : 'text';
  drafts.edit(id, { ...change(before), kind });
  if (openId.peek() === id) field?.focus();
}
