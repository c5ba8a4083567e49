// Who is about: customers typing and online, colleagues looking and answering. Nothing is stored.

import { type Signal, signal } from '@preact/signals';
import type { AuthorKind, Id, Page } from '@shared/contracts';

const FADES_AFTER = 6500;

export interface Typist {
  kind: AuthorKind;
  id: Id | null;
  name: string;
}

export interface Viewers {
  person_ids: Id[];
  typing_ids: Id[];
}

export interface Whereabouts {
  online: boolean;
  page: Page | null;
}

const NOBODY: Viewers = { person_ids: [], typing_ids: [] };

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
const viewers = new Cells<Viewers>(NOBODY);
const whereabouts = new Cells<Whereabouts | null>(null);
const fading = new Map<string, ReturnType<typeof setTimeout>>();

/** The customer who types in a conversation now. */
export const typingCustomer = (id: Id) => customerTyping.of(id).value;

/** Colleagues who look at a conversation, and those of them who type. */
export const lookingAt = (id: Id) => viewers.of(id).value;

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
    const cell = viewers.of(id);
    const others = cell.peek().typing_ids.filter(each => each !== who.id);
    cell.value = { ...cell.peek(), typing_ids: on ? [...others, who.id] : others };
  }
}

export function onViewers(frame: Viewers & { conversation_id: Id }): void {
  viewers.of(frame.conversation_id).value = {
    person_ids: frame.person_ids,
    typing_ids: frame.typing_ids,
  };
}

export function onPresence(frame: { customer_id: Id; online: boolean; page?: Page | null }): void {
  whereabouts.of(frame.customer_id).value = { online: frame.online, page: frame.page ?? null };
}

/** The line is cut: what was known of others is not known any more. */
export function forgetPresence(): void {
  customerTyping.reset();
  viewers.reset();
  whereabouts.reset();
}
