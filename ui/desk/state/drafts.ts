// What is being written, per conversation: kept here at every key, on the server soon after.

import { type Signal, signal } from '@preact/signals';
import type { Attachment, Draft, Id, MailWishes } from '@shared/contracts';

export interface Writing {
  kind: 'text' | 'note';
  body: string;
  attachments: Attachment[];
  quote_seq: number | null;
  /** To whom and how it shall go, where it goes as a mail; absent in drafts kept from before. */
  mail?: MailWishes | null;
  /** The answers of a card that is being made, some perhaps still empty; none: there is no card. */
  choices?: readonly string[];
  /** Written here and not yet taken by the server. */
  dirty: boolean;
}

export type Writings = Record<string, Writing>;

export interface DraftPorts {
  /** Hand the draft to the server; false when there is no way to it now. */
  push: (id: Id, writing: Writing) => boolean;
  keep: (writings: Writings) => void;
}

export const NOTHING: Writing = {
  kind: 'text',
  body: '',
  attachments: [],
  quote_seq: null,
  mail: null,
  choices: [],
  dirty: false,
};

const PAUSE = 600;
/** What was written here comes back as an event; for this long the server's word is only an echo. */
const ECHO = 10_000;
/** A line that breaks has been dead for so long, perhaps, and what was handed to it is not there. */
const UNSURE = 30_000;

export const isEmpty = ({ body, attachments, quote_seq, choices = [] }: Writing): boolean =>
  body.trim() === '' && attachments.length === 0 && quote_seq === null && !choices.some(Boolean);

export class Drafts {
  readonly #cells = new Map<Id, Signal<Writing>>();
  readonly #touched = new Map<Id, number>();
  readonly #pushed = new Map<Id, number>();
  readonly #timers = new Map<Id, ReturnType<typeof setTimeout>>();
  readonly #ports: DraftPorts;

  constructor(ports: DraftPorts, kept: Writings = {}) {
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
    this.#touched.set(id, Date.now());
    this.#keep();
    clearTimeout(this.#timers.get(id));
    this.#timers.set(
      id,
      setTimeout(() => this.#push(id), PAUSE),
    );
  }

  /** It was sent: nothing is being written any more. The server empties its draft by itself. */
  sent(id: Id): void {
    clearTimeout(this.#timers.get(id));
    const cell = this.of(id);
    cell.value = { ...NOTHING, kind: cell.peek().kind };
    this.#touched.set(id, Date.now());
    this.#keep();
  }

  /** The server's draft, perhaps of another tab: taken unless this tab has just been writing. */
  adopt(draft: Draft): void {
    const id = draft.conversation_id;
    const cell = this.of(id);
    if (cell.peek().dirty || Date.now() - (this.#touched.get(id) ?? 0) < ECHO) return;
    const { body, attachments, quote_seq, mail, choices } = draft;
    const kind = draft.kind === 'note' ? 'note' : 'text';
    cell.value = { kind, body, attachments, quote_seq, mail, choices, dirty: false };
  }

  /** Hand over at once what is not yet on the server: all of it, or one conversation's. */
  flush(id?: Id): void {
    const ids = id === undefined ? [...this.#cells.keys()] : [id];
    for (const each of ids) if (this.of(each).peek().dirty) this.#push(each);
  }

  /** The connection is gone: what was handed to it last may not have arrived, and goes again. */
  lost(): void {
    const now = Date.now();
    for (const [id, at] of this.#pushed) {
      const cell = this.of(id);
      if (now - at < UNSURE && !isEmpty(cell.peek())) cell.value = { ...cell.peek(), dirty: true };
    }
    this.#pushed.clear();
    this.#keep();
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
    this.#touched.set(id, Date.now());
    this.#pushed.set(id, Date.now());
    cell.value = { ...cell.peek(), dirty: false };
    this.#keep();
  }

  #keep(): void {
    const dirty: Writings = {};
    for (const [id, cell] of this.#cells) if (cell.peek().dirty) dirty[id] = cell.peek();
    this.#ports.keep(dirty);
  }
}
