// For the tests: chance that can be repeated, and a desk small enough to be right by looking at it.

import type { Chat, Frame, Message, Shop } from './contract.ts';

/** Numbers below `below`, the same ones for the same seed (mulberry32). */
export function chance(seed: number): (below: number) => number {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

export function message(seq: number, more: Partial<Message> = {}): Message {
  return {
    id: 1000 + seq,
    version: 1,
    conversation_id: 7,
    seq,
    at: new Date(Date.UTC(2026, 5, 1) + seq * 1000).toISOString(),
    author: { kind: 'agent', id: null, name: 'Lin' },
    kind: 'text',
    body: `line ${seq}`,
    attachments: [],
    choices: [],
    chosen: null,
    line: null,
    quote: null,
    client_id: null,
    redacted_at: null,
    mail: null,
    ...more,
  };
}

export const SHOP: Shop = {
  name: 'Kyoto',
  locale: 'ja',
  color: '#224466',
  hours: { zone: 'Asia/Tokyo', weekly: {}, closures: [] },
  widget: { greeting: {}, questions: [], texts: {}, position: 'right', languages: [] },
};

/** What the real desk promises: a line is stored once for its client_id, and then it is acknowledged. */
export class SmallDesk {
  stored: Message[] = [];
  position = 0;
  version = 1;

  chat(): Chat | null {
    return this.stored.length
      ? {
          id: 7,
          version: this.version,
          state: 'open',
          message_count: this.stored.length,
          customer_delivered_seq: 0,
          customer_read_seq: 0,
          agent_read_seq: 0,
        }
      : null;
  }

  hello(latest = 50): Frame {
    return {
      hello: {
        visitor: 'v',
        position: `${this.position}`,
        resumes: true,
        conversation: this.chat(),
        messages: this.stored.slice(-latest),
        more: this.stored.length > latest,
        shop: SHOP,
      },
    };
  }

  /** The frames that go out to every socket of the customer. */
  post(more: Partial<Message>): Frame {
    const line = message(this.stored.length + 1, more);
    this.stored.push(line);
    this.position += 1;
    this.version += 1;
    const changes = [
      { type: 'conversation', id: 7, version: this.version, value: this.chat() },
      { type: 'message', id: line.id, version: 1, value: line },
    ];
    return { position: `${this.position}`, events: [{ changes }] };
  }

  /** Take a line; returns its acknowledgement, and the event if it was new. */
  take(client_id: string, body: string): { ack: Frame; event?: Frame } {
    const known = this.stored.find(line => line.client_id === client_id);
    if (known) return { ack: { ack: client_id, message: known } };
    const event = this.post({ client_id, body, author: { kind: 'customer', id: 1, name: '' } });
    return { ack: { ack: client_id, message: this.stored.at(-1) as Message }, event };
  }
}
