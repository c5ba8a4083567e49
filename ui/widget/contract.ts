// What the desk and the widget say to each other: docs/protocol.md, the customers' side.

export interface Attachment {
  id: number;
  name: string;
  content_type: string;
  size: number;
  width?: number | null;
  height?: number | null;
}

export interface Message {
  id: number;
  version: number;
  conversation_id: number;
  seq: number;
  at: string;
  author: { kind: 'customer' | 'agent' | 'bot' | 'system'; name: string };
  kind: 'text' | 'choice' | 'line';
  body: string;
  attachments: readonly Attachment[];
  choices: readonly string[];
  chosen?: number | null;
  line?: { key: string; params: Readonly<Record<string, unknown>> } | null;
  quote?: { seq: number; author_name: string; preview: string } | null;
  client_id?: string | null;
  redacted_at?: string | null;
}

/** A conversation as its customer may see it. */
export interface Chat {
  id: number;
  version: number;
  state: 'open' | 'snoozed' | 'resolved';
  message_count: number;
  agent_name?: string | null;
  customer_delivered_seq: number;
  customer_read_seq: number;
  agent_read_seq: number;
  rating?: { score: number; comment?: string | null } | null;
  opens_at?: string | null;
  estimated_wait_s?: number | null;
}

/** Why something was not done, in the reader's language (RFC 9457). */
export interface Problem {
  title: string;
  detail?: string | null;
  status?: number;
  key?: string;
}

export type ByLocale = Readonly<Record<string, string>>;

export interface Hours {
  zone: string;
  weekly: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}

export interface Shop {
  name: string;
  locale: string;
  color: string;
  hours?: Hours | null;
  /** While the shop is closed. */
  opens_at?: string | null;
  widget: {
    greeting: ByLocale;
    questions: readonly ByLocale[];
    texts: Readonly<Record<string, ByLocale>>;
    position: 'left' | 'right';
    languages: readonly string[];
  };
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
  conversation: Chat | null;
  messages: readonly Message[];
  shop: Shop;
  opens_at?: string | null;
  agents_online?: boolean;
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
  presence?: { agents_online: boolean };
  reset?: true;
  pong?: true;
}
