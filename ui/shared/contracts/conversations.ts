// A conversation and what the lists show of it.

import type { Entity, Id, Time } from './basics';
import type { Countdown } from './clocks';

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
  /** While somebody is on the telephone in it. */
  on_call: boolean;
  created_at: Time;
  updated_at: Time;
}
