// What opens parts of the telephone from elsewhere in the desk: a number that is pressed, the check.

import { computed, signal } from '@preact/signals';
import type { Id } from '@shared/contracts';
import { openId } from '../state/live';
import { conversations } from '../state/store';
import { lines } from './calls';

export interface Dialling {
  number: string;
  conversation: Id | null;
  /** Whose line is offered first; null: any. */
  shop: Id | null;
}

/** The number that is about to be called. */
export const dialling = signal<Dialling | null>(null);
/** Whether somebody has to let the browser use the microphone, or to mend it. */
export const unchecked = signal(false);
/** Whether the card that does so is open. */
export const checking = signal(false);

/** The lines by which one can call out. */
export const outward = computed(() =>
  lines.values().filter(line => line.active && line.trunk.length > 0),
);
export const callsOut = computed(() => outward.value.length > 0);

/** Have every number in the desk (`tel:`) called from here; returns what undoes it. */
export function catchNumbers(): () => void {
  const press = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || !callsOut.peek()) return;
    const link = event.target.closest<HTMLAnchorElement>('a[href^="tel:"]');
    if (!link) return;
    event.preventDefault();
    const open = openId.peek();
    dialling.value = {
      number: decodeURIComponent(link.getAttribute('href')?.slice(4) ?? ''),
      conversation: open,
      shop: (open !== null && conversations.peek(open)?.shop_id) || null,
    };
  };
  document.addEventListener('click', press);
  return () => document.removeEventListener('click', press);
}
