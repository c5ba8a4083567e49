// What happens, as the socket tells it: events with the new states of entities.

import type { Mailbox } from '../mail';
import type { Partner, PartnerRequest, RequestEntry } from '../partners';
import type { Ability, Presence, Routing, Whisper } from '../serving';
import type { Id, Time } from './basics';
import type { Clock, Reached } from './clocks';
import type { Conversation } from './conversations';
import type { Customer } from './customers';
import type { DocumentRequest, IdentityDocument } from './documents';
import type { Export } from './exports';
import type { Draft, Message } from './messages';
import type { Person, Shift, Team } from './people';
import type { PromiseMade } from './promises';
import type { CannedReply, Shop, Tag } from './shops';

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
