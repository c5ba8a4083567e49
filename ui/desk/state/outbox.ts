// Lines on their way: shown at once, kept through a reload, sent in order when there is a way, and
// never twice: the server knows each by the id it was given here.

import { type ReadonlySignal, signal } from '@preact/signals';
import type {
  Attachment,
  Id,
  MailWishes,
  Problem,
  PromiseDraft,
  Quote,
  Time,
} from '@shared/contracts';

export interface Line {
  client_id: string;
  conversation_id: Id;
  kind: 'text' | 'note' | 'choice';
  body: string;
  attachments: Attachment[];
  choices: string[];
  quote: Quote | null;
  /** What it promises, and the promises it keeps; absent in lines kept from before. */
  promises?: readonly PromiseDraft[];
  keeps?: readonly Id[];
  /** To whom and how it shall go, where it goes as a mail. */
  mail?: MailWishes | null;
  at: Time;
  /** `waiting`: for a connection. `failed`: the server refused; only the person sends it again. */
  state: 'waiting' | 'sending' | 'failed';
  problem: Problem | null;
}

export type NewLine = Omit<Line, 'state' | 'problem'>;

export interface OutboxPorts {
  /** Put a frame on the wire; false when there is none. */
  send: (line: Line) => boolean;
  /** Keep the lines in this browser. */
  keep: (lines: readonly Line[]) => void;
}

export class Outbox {
  readonly #lines = signal<readonly Line[]>([]);
  #ports: OutboxPorts;

  constructor(ports: OutboxPorts, kept: readonly Line[] = []) {
    this.#ports = ports;
    this.#lines.value = kept.map(line => (line.state === 'failed' ? line : waiting(line)));
  }

  get lines(): ReadonlySignal<readonly Line[]> {
    return this.#lines;
  }

  /** Lines of one conversation, in the order they were written. */
  of(id: Id): Line[] {
    return this.#lines.value.filter(line => line.conversation_id === id);
  }

  say(line: NewLine): void {
    this.#set([...this.#lines.peek(), { ...line, state: 'waiting', problem: null }]);
    this.flush();
  }

  /** Send what waits, oldest first; stops at the first that does not get out. */
  flush(): void {
    for (const line of this.#lines.peek()) {
      if (line.state !== 'waiting') continue;
      if (!this.#ports.send(line)) return;
      this.#change(line.client_id, { state: 'sending', problem: null });
    }
  }

  /** The connection is gone: what was under way has no known end and is sent again. */
  lost(): void {
    this.#set(this.#lines.peek().map(line => (line.state === 'sending' ? waiting(line) : line)));
  }

  /** The server has stored it (by its answer, or seen in the feed); false if it was not ours. */
  stored(clientId: string): boolean {
    const rest = this.#lines.peek().filter(line => line.client_id !== clientId);
    if (rest.length === this.#lines.peek().length) return false;
    this.#set(rest);
    return true;
  }

  refused(clientId: string, problem: Problem): void {
    this.#change(clientId, { state: 'failed', problem });
  }

  /** Send a failed line again, as it is: the same id, so it cannot be doubled. */
  retry(clientId: string): void {
    this.#change(clientId, { state: 'waiting', problem: null });
    this.flush();
  }

  /** Give a line up; returns it, so that its text can go back into the composer. */
  withdraw(clientId: string): Line | undefined {
    const line = this.#lines.peek().find(entry => entry.client_id === clientId);
    this.stored(clientId);
    return line;
  }

  #change(clientId: string, change: Partial<Line>): void {
    this.#set(
      this.#lines.peek().map(line => (line.client_id === clientId ? { ...line, ...change } : line)),
    );
  }

  #set(lines: readonly Line[]): void {
    this.#lines.value = lines;
    this.#ports.keep(lines);
  }
}

const waiting = (line: Line): Line => ({ ...line, state: 'waiting' });
