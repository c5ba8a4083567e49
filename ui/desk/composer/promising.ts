// What the reply in a composer will promise and keep; the bar that offers it is fetched when needed.

import { type ReadonlySignal, type Signal, signal } from '@preact/signals';
import type { Id, PromiseDraft } from '@shared/contracts';

export interface Promising {
  promises: readonly PromiseDraft[];
  keeps: readonly Id[];
}

const NOTHING: Promising = { promises: [], keeps: [] };
const held = new Map<Id, Signal<Promising>>();

function cell(id: Id): Signal<Promising> {
  let found = held.get(id);
  if (!found) {
    found = signal(NOTHING);
    held.set(id, found);
  }
  return found;
}

export const promising = (id: Id): ReadonlySignal<Promising> => cell(id);

export function promise(id: Id, change: Partial<Promising>): void {
  cell(id).value = { ...cell(id).peek(), ...change };
}

/** Take what goes out with the reply; the next one begins with nothing. */
export function takePromising(id: Id): Promising {
  const found = cell(id).peek();
  cell(id).value = NOTHING;
  return found;
}

/** Takes the promise that is offered in the open composer; null when none is. */
export const offered = signal<(() => void) | null>(null);
