// The composer's side of canned replies: when the list is open, what its keys do, what a pick does.

import type { Conversation } from '@shared/contracts';
import { useId, useState } from 'preact/hooks';
import { type Fitting, fill, fitting, slashAt } from '../state/canned';
import { drafts } from '../state/live';
import { me } from '../state/session';
import { called, cannedReplies, shops } from '../state/store';

export interface Canned {
  open: boolean;
  listId: string;
  found: readonly Fitting[];
  at: number;
  current: Fitting | undefined;
  /** Look again at what stands before the cursor. */
  look: () => void;
  point: (index: number) => void;
  pick: (fitting: Fitting) => void;
  /** Take a key press that belongs to the open list; false if it does not. */
  key: (event: KeyboardEvent) => boolean;
}

export function useCanned(
  conversation: Conversation,
  field: { current: HTMLTextAreaElement | null },
  body: string,
): Canned {
  const listId = useId();
  const [caret, setCaret] = useState<number | null>(null);
  const [at, setAt] = useState(0);
  const slash = caret === null ? null : slashAt(body, caret);
  const customer = called(conversation.customer_id);
  const shop = shops.get(conversation.shop_id);
  const locales = [conversation.language, customer?.locale, shop?.locale];
  const names = {
    customer: customer?.name ?? '',
    agent: me.value?.name ?? '',
    shop: shop?.name ?? '',
  };
  const found = slash
    ? fitting(cannedReplies.values(), slash.typed, conversation.shop_id, locales).map(fits => ({
        ...fits,
        text: fill(fits.text, names),
      }))
    : [];
  // A path or a date with slashes is not a call for replies: nothing found closes the list.
  const open = slash !== null && (found.length > 0 || slash.typed === '');
  const active = Math.min(at, found.length - 1);

  const pick = ({ text }: Fitting) => {
    if (!slash || caret === null) return;
    drafts.edit(conversation.id, {
      body: body.slice(0, slash.from) + text + body.slice(caret),
    });
    setCaret(null);
    const end = slash.from + text.length;
    field.current?.focus();
    requestAnimationFrame(() => field.current?.setSelectionRange(end, end));
  };

  return {
    open,
    listId,
    found,
    at: active,
    current: found[active],
    look() {
      setCaret(field.current?.selectionStart ?? null);
      setAt(0);
    },
    point: setAt,
    pick,
    key(event) {
      if (!open) return false;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      const current = found[active];
      if (step && found.length) setAt((active + step + found.length) % found.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && current) pick(current);
      else if (event.key === 'Escape') setCaret(null);
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
}
