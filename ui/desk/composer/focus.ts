// Putting the cursor into the composer from elsewhere: a key, a quote, a line taken back.

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
