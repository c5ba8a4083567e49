// The list holds still under a moving pointer: no row slips away from the click meant for it.

import { computed, signal } from '@preact/signals';
import type { Id } from '@shared/contracts';
import { listed } from '../state/lists';

const REST = 1200;

const held = signal<readonly Id[] | null>(null);
let timer: ReturnType<typeof setTimeout> | undefined;

/** The order held, less what has gone, with what has come at the end. */
export function keepOrder(order: readonly Id[], now: readonly Id[]): readonly Id[] {
  const there = new Set(now);
  const kept = order.filter(id => there.has(id));
  const known = new Set(kept);
  return [...kept, ...now.filter(id => !known.has(id))];
}

const shown = computed(() =>
  held.value === null ? listed.value : keepOrder(held.value, listed.value),
);

export const heldOrder = {
  get value(): readonly Id[] {
    return shown.value;
  },
  /** As it stands before the eyes: what the keys go by. */
  peek: (): readonly Id[] => shown.peek(),
  hold(): void {
    held.value ??= listed.peek();
    clearTimeout(timer);
    timer = setTimeout(heldOrder.release, REST);
  },
  release(): void {
    clearTimeout(timer);
    held.value = null;
  },
};
