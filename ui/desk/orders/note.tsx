// The order's note, for colleagues only.

import type { Order } from '@shared/orders';
import { useState } from 'preact/hooks';
import { writeNote } from './state';
import { say } from './texts';

export function Note({ order }: { order: Order }) {
  const [text, setText] = useState<string | null>(null);
  const keep = async () => {
    if (text !== null && text.trim() !== order.note && !(await writeNote(order.id, text))) return;
    setText(held => (held === text ? null : held)); // one may have written on meanwhile
  };
  return (
    <textarea
      class="input order-note"
      rows={2}
      aria-label={say('note')}
      placeholder={say('note')}
      maxLength={5000}
      value={text ?? order.note}
      onInput={event => setText(event.currentTarget.value)}
      onBlur={() => void keep()}
      onKeyDown={event => {
        if (event.key === 'Escape' && !event.isComposing) event.currentTarget.blur();
      }}
    />
  );
}
