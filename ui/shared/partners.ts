// What the server says of partners and of what they are asked, as docs/protocol.md writes it.

import type { Attachment, Conversation, Customer, Entity, Id, Texts, Time } from './contracts';

export type PartnerKind = 'warehouse' | 'seller' | 'carrier' | 'broker';

export interface Partner extends Entity {
  kind: PartnerKind;
  name: string;
  zone: string;
  locale: string;
  email: string | null;
  phone: string | null;
  note: string;
  /** Empty: all. */
  shop_ids: Id[];
  archived_at: Time | null;
  created_at: Time;
  /** Whether what it is asked goes to its address, too. */
  mailed: boolean;
}

/** Somebody of a partner who signs in to the portal. */
export interface PartnerPerson extends Entity {
  partner_id: Id;
  name: string;
  email: string;
  locale: string;
  joined_at: Time | null;
  invited_until: Time | null;
  disabled_at: Time | null;
  created_at: Time;
}

export type RequestKind =
  | 'photo'
  | 'measure'
  | 'reweigh'
  | 'count'
  | 'test'
  | 'identify'
  | 'hold'
  | 'repack'
  | 'claim'
  | 'payment_proof'
  | 'ask_seller';
export type RequestView = 'owed' | 'overdue' | 'ours' | 'open' | 'all';
export type Value = number | boolean | string | string[];
export type Values = Record<string, Value>;

/** A conversation that a request was made from, and what became of the answer there. */
export interface RequestPlace {
  conversation_id: Id;
  asked_by: Id | null;
  asked_at: Time;
  answer_seq: number | null;
  handled_at: Time | null;
  dealt_seq: number;
  /** Since when it no longer waits, while others do. */
  left_at: Time | null;
}

export interface PartnerRequest extends Entity {
  partner_id: Id;
  shop_id: Id;
  kind: RequestKind;
  wanted: Values;
  text: string;
  language: string;
  translations: Texts;
  reference: string;
  order_id: Id | null;
  parcel_id: Id | null;
  state: 'open' | 'questioned' | 'answered' | 'declined' | 'withdrawn';
  waits_on: 'partner' | 'us' | 'nobody';
  asked_by: Id | null;
  asked_at: Time;
  due_at: Time | null;
  answered_at: Time | null;
  reminded_at: Time | null;
  given: Values | null;
  entry_count: number;
  last_at: Time;
  places: RequestPlace[];
}

export interface RequestEntry extends Entity {
  request_id: Id;
  seq: number;
  at: Time;
  author_kind: 'staff' | 'partner';
  author_id: Id | null;
  author_name: string;
  kind:
    | 'asked'
    | 'joined'
    | 'told'
    | 'question'
    | 'answer'
    | 'declined'
    | 'withdrawn'
    | 'reminded'
    | 'automatic'
    | 'remark';
  text: string;
  language: string;
  translations: Texts;
  given: Values | null;
  attachments: Attachment[];
}

export interface KindField {
  name: string;
  label: string;
  type: 'choice' | 'choices' | 'number' | 'yes_no' | 'date' | 'moment' | 'line';
  choices: { name: string; label: string }[];
  required: boolean;
  unit: string;
  /** A number is kept this many times as large as it is shown. */
  scale: number;
  least: number;
  most: number;
}

/** What can be asked, in the reader's language. */
export interface RequestKindView {
  name: RequestKind;
  label: string;
  suits: PartnerKind[];
  wanted: KindField[];
  given: KindField[];
  photos: number;
  asks_in_words: boolean;
}

export interface Holding {
  request_id: Id;
  text: string;
  language: string;
  due_at: Time | null;
  peak: string | null;
  lapses_at: Time | null;
  urgent: boolean;
}

export interface RequestsPage {
  items: PartnerRequest[];
  conversations: Conversation[];
  customers: Customer[];
  next_cursor: string | null;
}
