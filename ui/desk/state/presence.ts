// Who is about: customers typing and online, colleagues looking and answering. Nothing is stored.

import { type Signal, signal } from '@preact/signals';
import type { AuthorKind, Id, Page } from '@shared/contracts';

const FADES_AFTER = 6500;

export interface Typist {
  kind: AuthorKind;
  id: Id | null;
  name: string;
}

export interface Whereabouts {
  online: boolean;
  page: Page | null;
}

const NOBODY: readonly Id[] = [];

class Cells<T> {
  readonly #cells = new Map<Id, Signal<T>>();
  readonly #start: T;

  constructor(start: T) {
    this.#start = start;
  }

  of(id: Id): Signal<T> {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = signal(this.#start);
      this.#cells.set(id, cell);
    }
    return cell;
  }

  reset(): void {
    for (const cell of this.#cells.values()) cell.value = this.#start;
  }
}

const customerTyping = new Cells<Typist | null>(null);
const viewers = new Cells<readonly Id[]>(NOBODY);
const colleaguesTyping = new Cells<readonly Id[]>(NOBODY);
const whereabouts = new Cells<Whereabouts | null>(null);
const fading = new Map<string, ReturnType<typeof setTimeout>>();

/** The customer who types in a conversation now. */
export const typingCustomer = (id: Id) => customerTyping.of(id).value;

/** Who has a conversation on their screen. */
export const lookingAt = (id: Id) => viewers.of(id).value;

/** Colleagues who type in a conversation now. */
export const typingColleagues = (id: Id) => colleaguesTyping.of(id).value;

/** Whether a customer is on the shop's page now, and where; null when nothing is known. */
export const whereIs = (customerId: Id) => whereabouts.of(customerId).value;

export function onTyping(frame: { conversation_id: Id; who: Typist; on: boolean }): void {
  const { conversation_id: id, who, on } = frame;
  const key = `${id} ${who.kind} ${who.id}`;
  clearTimeout(fading.get(key));
  fading.delete(key);
  setTyping(id, who, on);
  if (on)
    fading.set(
      key,
      setTimeout(() => setTyping(id, who, false), FADES_AFTER),
    );
}

function setTyping(id: Id, who: Typist, on: boolean): void {
  if (who.kind === 'customer') {
    customerTyping.of(id).value = on ? who : null;
  } else if (who.id !== null) {
    const cell = colleaguesTyping.of(id);
    const others = cell.peek().filter(each => each !== who.id);
    cell.value = on ? [...others, who.id] : others;
  }
}

export function onViewers(frame: { conversation_id: Id; person_ids: Id[] }): void {
  viewers.of(frame.conversation_id).value = frame.person_ids;
}

export function onPresence(frame: { customer_id: Id; online: boolean; page?: Page | null }): void {
  whereabouts.of(frame.customer_id).value = { online: frame.online, page: frame.page ?? null };
}

/** The line is cut: what was known of others is not known any more. */
export function forgetPresence(): void {
  customerTyping.reset();
  viewers.reset();
  colleaguesTyping.reset();
  whereabouts.reset();
}
