// What the server says, as docs/protocol.md writes it: entities, frames, problems.

import type { Mailbox, MailMark, MailWishes } from './mail';
import type { Partner, PartnerRequest, RequestEntry } from './partners';
import type { Ability, Presence, Routing, Whisper } from './serving';

export type * from './mail';
export type * from './serving';

export type Id = number;
/** ISO 8601, UTC, microseconds, `Z`. */
export type Time = string;
export type Texts = Record<string, string>;

export interface Entity {
  id: Id;
  version: number;
}

export type Channel = 'webchat' | 'email' | (string & {});
export type ConversationState = 'open' | 'snoozed' | 'resolved';
export type AuthorKind = 'customer' | 'agent' | 'bot' | 'system';
export type MessageKind = 'text' | 'note' | 'choice' | 'line';
export type Priority = 0 | 1 | 2;

export interface LastMessage {
  seq: number;
  author_kind: AuthorKind;
  kind: MessageKind;
  preview: string;
  at: Time;
}

export interface Rating {
  score: number;
  comment: string;
  at: Time;
}

/** What is owed in time. */
export type Subject =
  | 'first_reply'
  | 'next_reply'
  | 'phone_answer'
  | 'promise'
  | 'review_contact'
  | 'partner_answer'
  | 'case_resolution';
export type ClockAction = 'tell_agent' | 'tell_supervisor' | 'reassign' | 'raise_priority';

/** What a screen needs to count a clock down without asking again; see docs/protocol.md. */
export interface Countdown {
  clock_id: Id;
  subject: Subject;
  state: 'running' | 'paused' | 'stopped' | 'cancelled';
  started_at: Time;
  target_ms: number;
  /** Working time left when the present run began, or while it is paused. */
  left_ms: number;
  due_at: Time | null;
  /** Opening hours from the run's start until it is due; none: calendar time counts. */
  stretches: [Time, Time][];
}

export interface Owing {
  subject: Subject;
  kind: string;
  id: Id;
  conversation_id: Id | null;
  shop_id: Id | null;
  person_id: Id | null;
  team_id: Id | null;
}

export interface Clock extends Entity {
  owing: Owing;
  standard_id: Id | null;
  calendar: string;
  zone: string;
  state: Countdown['state'];
  target_ms: number;
  deadline: Time | null;
  started_at: Time;
  since: Time;
  worked_ms: number;
  passed_ms: number;
  fired: number[];
  reason: string;
  due_at: Time | null;
  breached_at: Time | null;
  ended_at: Time | null;
}

/** A clock has reached so many percent of its time. */
export interface Reached extends Entity {
  owing: Owing;
  percent: number;
  at: Time;
  due_at: Time | null;
  actions: ClockAction[];
}

export interface Conversation extends Entity {
  shop_id: Id;
  customer_id: Id;
  channel: Channel;
  state: ConversationState;
  assignee_id: Id | null;
  team_id: Id | null;
  priority: Priority;
  subject: string | null;
  language: string | null;
  tag_ids: Id[];
  message_count: number;
  last_message: LastMessage | null;
  waiting_since: Time | null;
  first_reply_at: Time | null;
  customer_delivered_seq: number;
  customer_read_seq: number;
  /** How far a colleague has read; shared by the team. */
  agent_read_seq: number;
  snoozed_until: Time | null;
  resolved_at: Time | null;
  rating: Rating | null;
  /** What is due next of all that is owed in it. */
  clock: Countdown | null;
  rank: number;
  simulated: boolean;
  created_at: Time;
  updated_at: Time;
}

export interface Author {
  kind: AuthorKind;
  id: Id | null;
  name: string;
}

export interface Attachment {
  id: Id;
  name: string;
  content_type: string;
  size: number;
  width: number | null;
  height: number | null;
}

export interface Quote {
  seq: number;
  author_name: string;
  preview: string;
}

export interface SystemLine {
  key: string;
  params: Record<string, string | number | null>;
}

export interface Message extends Entity {
  conversation_id: Id;
  seq: number;
  at: Time;
  author: Author;
  kind: MessageKind;
  body: string;
  attachments: Attachment[];
  choices: string[];
  chosen: number | null;
  line: SystemLine | null;
  quote: Quote | null;
  client_id: string | null;
  redacted_at: Time | null;
  /** What it is as a mail; null for all else. */
  mail: MailMark | null;
}

export interface Page {
  url: string;
  title: string;
  at?: Time;
}

export interface Customer extends Entity {
  shop_id: Id;
  name: string;
  locale: string | null;
  zone: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  external_id: string | null;
  tags: string[];
  note: string;
  page: Page | null;
  blocked_at: Time | null;
  simulated: boolean;
  conversation_count: number;
  created_at: Time;
  last_seen_at: Time | null;
  /** Since when mail to them comes back for good. */
  email_dead_at: Time | null;
  /** Under whose profile they stand; null: they have their own. */
  profile_id: Id | null;
  tier: string | null;
}

export type Role = 'owner' | 'supervisor' | 'agent';

export interface Person extends Entity {
  name: string;
  email: string;
  role: Role;
  locale: string;
  zone: string;
  all_shops: boolean;
  shop_ids: Id[];
  team_ids: Id[];
  disabled_at: Time | null;
  two_factor: boolean;
}

export interface Team extends Entity {
  name: string;
}

export interface Hours {
  zone: string;
  weekly: Record<string, [string, string][]>;
  closures: { date: string; reason: string }[];
}

export interface WidgetSettings {
  greeting: Texts;
  questions: Texts[];
  texts: Record<string, Texts>;
  position: 'left' | 'right';
  languages: string[];
}

export interface Shop extends Entity {
  name: string;
  platform: string;
  locale: string;
  zone: string;
  color: string;
  hours: Hours;
  widget: WidgetSettings;
  allowed_origins: string[];
  public_key: string;
  archived_at: Time | null;
}

export interface Tag extends Entity {
  name: string;
  color: string;
  shop_id: Id | null;
}

/** A stretch of work or leave; `starts` and `ends` are minutes of `zone`'s clock after `day` begins. */
export interface Shift extends Entity {
  person_id: Id;
  kind: 'work' | 'leave';
  zone: string;
  /** 2026-11-23 */
  day: string;
  starts: number;
  ends: number;
  starts_at: Time;
  ends_at: Time;
}

export interface ShiftTemplate {
  kind: 'early' | 'late' | 'night' | 'own';
  name: string;
  starts: number;
  ends: number;
}

/** Something a customer was promised; `message_seq` null: added by hand. */
export interface PromiseMade extends Entity {
  conversation_id: Id;
  shop_id: Id;
  customer_id: Id;
  message_seq: number | null;
  owner_id: Id | null;
  team_id: Id | null;
  text: string;
  kind: 'explicit' | 'weak' | 'by_hand';
  due_at: Time;
  zone: string;
  state: 'open' | 'broken' | 'kept' | 'withdrawn';
  made_by: Id | null;
  made_at: Time;
  broken_at: Time | null;
  kept_at: Time | null;
  kept_by: Id | null;
  kept_seq: number | null;
  withdrawn_at: Time | null;
  reason: string;
}

/** A promise found in what an agent writes. */
export interface PromiseOffer {
  text: string;
  kind: PromiseMade['kind'];
  due_at: Time;
}

/** A promise to be made; `offered` are the words it was found in, for this screen alone. */
export interface PromiseDraft {
  text: string;
  kind: PromiseMade['kind'];
  due_at: Time | null;
  offered?: string;
}

export interface CannedReply extends Entity {
  shop_id: Id | null;
  shortcut: string;
  title: string;
  texts: Texts;
}

export interface Draft extends Entity {
  conversation_id: Id;
  person_id: Id;
  kind: 'text' | 'note' | 'choice';
  body: string;
  attachments: Attachment[];
  quote_seq: number | null;
  mail: MailWishes | null;
  updated_at: Time;
}

/** A file with everything in it: made beside the work, to be had for a day. */
export interface Export extends Entity {
  kind: 'everything';
  state: 'waiting' | 'running' | 'ready' | 'failed' | 'expired';
  rows_done: number;
  /** About how many there will be, until it is ready. */
  rows_total: number;
  /** In bytes. */
  size: number | null;
  asked_by: Id | null;
  created_at: Time;
  finished_at: Time | null;
  expires_at: Time | null;
}

export type DocumentKind = 'cn_id' | 'kr_pccc' | 'passport' | 'kr_rrn';

/** An identity document by its mask: never what it says. */
export interface IdentityDocument extends Entity {
  shop_id: Id;
  customer_id: Id;
  conversation_id: Id | null;
  message_id: Id | null;
  request_id: Id | null;
  kind: DocumentKind;
  source: 'link' | 'typed';
  mask: string;
  sides: ('front' | 'back')[];
  reference: string;
  consented_at: Time | null;
  created_at: Time;
  cleared_at: Time | null;
  erase_at: Time;
  erased_at: Time | null;
  erased_why: 'cleared' | 'limit' | 'hand' | 'person' | 'message' | null;
}

/** A link by which a customer is asked for a document. */
export interface DocumentRequest extends Entity {
  shop_id: Id;
  customer_id: Id;
  conversation_id: Id | null;
  kind: DocumentKind;
  reason: 'customs' | 'carrier' | 'correction';
  words: string;
  photos: boolean;
  locale: string;
  asked_by: Id | null;
  created_at: Time;
  expires_at: Time;
  submitted_at: Time | null;
  withdrawn_at: Time | null;
  document_id: Id | null;
}

export interface EntityTypes {
  presence: Presence;
  ability: Ability;
  routing: Routing;
  whisper: Whisper;
  conversation: Conversation;
  message: Message;
  customer: Customer;
  person: Person;
  team: Team;
  shop: Shop;
  tag: Tag;
  shift: Shift;
  promise: PromiseMade;
  document: IdentityDocument;
  document_request: DocumentRequest;
  canned_reply: CannedReply;
  draft: Draft;
  export: Export;
  clock: Clock;
  reached: Reached;
  partner: Partner;
  partner_request: PartnerRequest;
  partner_request_entry: RequestEntry;
  mailbox: Mailbox;
}

export type EntityType = keyof EntityTypes;

/** One entity's new state inside an event; `value: null` means gone, or out of the viewer's sight. */
export type Change = {
  [K in EntityType]: { type: K; id: Id; version: number; value: EntityTypes[K] | null };
}[EntityType];

export interface FeedEvent {
  id: Id;
  kind: string;
  at: Time;
  by: { kind: 'person' | 'customer' | 'token' | 'system' | 'partner'; id: Id | null };
  conversation_id: Id | null;
  changes: Change[];
}

/** An `application/problem+json` body. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  key: string;
  params: Record<string, unknown>;
  field?: string | null;
}

export interface PageOf<T> {
  items: T[];
  next_cursor: string | null;
}
