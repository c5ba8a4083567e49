// What the desk and the widget say to each other: docs/protocol.md, the customers' side.

import type {
  Attachment,
  Hours,
  Message,
  Rating,
  Problem as Said,
  Shop as ShopOfStaff,
  Texts,
} from '@shared/contracts/index.ts';

export type { Attachment, Hours, Message, Texts };

/** A conversation as its customer may see it. */
export interface Chat {
  id: number;
  version: number;
  state: 'open' | 'resolved';
  message_count: number;
  customer_delivered_seq: number;
  customer_read_seq: number;
  agent_read_seq: number;
  rating?: Rating | null;
}

/** Why something was not done. The widget's own have a key and no title. */
export type Problem = Pick<Said, 'title'> & Partial<Said>;

/** A shop's card, as everybody may see it. */
export interface Shop extends Pick<ShopOfStaff, 'name' | 'locale' | 'color' | 'hours' | 'widget'> {
  /** While the shop is closed. */
  opens_at?: string | null;
  /** Whether the shop can be called while it is open. */
  calls?: boolean;
  /** Whether one can ask to be called back. */
  callbacks?: boolean;
  /** While somebody is there, and enough others were answered lately to tell. */
  estimated_wait_s?: number | null;
}

export interface Change {
  type: string;
  id: number;
  version: number;
  value: unknown;
}

export interface Hello {
  visitor: string;
  /** Opaque: given back as it came. */
  position: string;
  /** Whether what was seen up to the position we gave still stands. */
  resumes: boolean;
  conversation: Chat | null;
  messages: readonly Message[];
  /** Whether older ones may be fetched. */
  more: boolean;
  shop: Shop;
  opens_at?: string | null;
  estimated_wait_s?: number | null;
  agents_online?: boolean;
}

/** Where the customer stands in the queue: 1 is next; no time where none can be told honestly. */
export interface Place {
  position: number;
  estimated_wait_s: number | null;
}

/** One frame from the desk; exactly one of the keys is there (`position` and `events` go together). */
export interface Frame {
  hello?: Hello;
  position?: string;
  events?: readonly { changes: readonly Change[] }[];
  ack?: string;
  message?: Message;
  refused?: string;
  problem?: Problem;
  typing?: { who: { kind: string; name: string }; on: boolean };
  queue?: Place | null;
  presence?: Pick<Hello, 'opens_at' | 'estimated_wait_s'> & { agents_online: boolean };
  reset?: true;
  pong?: true;
}
