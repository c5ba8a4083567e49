// What is being written, per conversation: kept here at every key, on the server soon after.

import { type Signal, signal } from '@preact/signals';
import type { Attachment, Draft, Id } from '@shared/contracts';

export interface Writing {
  kind: 'text' | 'note';
  body: string;
  attachments: Attachment[];
  quote_seq: number | null;
  /** Written here and not yet taken by the server. */
  dirty: boolean;
}

export type Kept = Record<string, Writing>;

export interface DraftPorts {
  /** Hand the draft to the server; false when there is no way to it now. */
  push: (id: Id, writing: Writing) => boolean;
  keep: (writings: Kept) => void;
}

export const NOTHING: Writing = {
  kind: 'text',
  body: '',
  attachments: [],
  quote_seq: null,
  dirty: false,
};

const PAUSE = 600;

export const isEmpty = ({ body, attachments, quote_seq }: Writing): boolean =>
  body.trim() === '' && attachments.length === 0 && quote_seq === null;

export class Drafts {
  readonly #cells = new Map<Id, Signal<Writing>>();
  readonly #timers = new Map<Id, ReturnType<typeof setTimeout>>();
  readonly #ports: DraftPorts;

  constructor(ports: DraftPorts, kept: Kept = {}) {
    this.#ports = ports;
    for (const [id, writing] of Object.entries(kept)) {
      this.#cells.set(Number(id), signal({ ...writing, dirty: true }));
    }
  }

  of(id: Id): Signal<Writing> {
    let cell = this.#cells.get(id);
    if (!cell) {
      cell = signal(NOTHING);
      this.#cells.set(id, cell);
    }
    return cell;
  }

  /** Change what is being written; it reaches the server after a pause in the typing. */
  edit(id: Id, change: Partial<Omit<Writing, 'dirty'>>): void {
    const cell = this.of(id);
    cell.value = { ...cell.peek(), ...change, dirty: true };
    this.#keep();
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => this.#push(id), PAUSE),
    );
  }

  /** It was sent (or thrown away): nothing is being written any more, here and on the server. */
  clear(id: Id): void {
    const kind = this.of(id).peek().kind;
    this.edit(id, { ...NOTHING, kind });
    this.flush(id);
  }

  /** The server's draft: taken unless something newer is being written here. */
  adopt(draft: Draft): void {
    const cell = this.of(draft.conversation_id);
    if (cell.peek().dirty) return;
    const { kind, body, attachments, quote_seq } = draft;
    cell.value = { kind, body, attachments, quote_seq, dirty: false };
  }

  /** Hand over at once what is not yet on the server: all of it, or one conversation's. */
  flush(id?: Id): void {
    const ids = id === undefined ? [...this.#cells.keys()] : [id];
    for (const each of ids) if (this.of(each).peek().dirty) this.#push(each);
  }

  /** The server would not take it: it stays here, and goes again with the next change. */
  refused(id: Id): void {
    const cell = this.of(id);
    cell.value = { ...cell.peek(), dirty: true };
    this.#keep();
  }

  #push(id: Id): void {
    clearTimeout(this.#timers.get(id));
    const cell = this.of(id);
    if (!this.#ports.push(id, cell.peek())) return;
    cell.value = { ...cell.peek(), dirty: false };
    this.#keep();
  }

  #keep(): void {
    const dirty: Kept = {};
    for (const [id, cell] of this.#cells) if (cell.peek().dirty) dirty[id] = cell.peek();
    this.#ports.keep(dirty);
  }
}
