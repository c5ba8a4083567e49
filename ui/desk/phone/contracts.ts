// Telephone lines and calls, as the protocol draws them.

import type { Entity, Id, Time } from '@shared/contracts';

declare module '@shared/contracts' {
  interface EntityTypes {
    call: Call;
    phone_line: PhoneLine;
  }
}

export interface PhoneLine extends Entity {
  shop_id: Id;
  name: string;
  number: string;
  country: string;
  languages: string[];
  trunk: string[];
  trunk_port: number;
  record: boolean;
  keep_days: number;
  voicemail: boolean;
  callbacks: boolean;
  patience_s: number;
  wrap_up_s: number;
  active: boolean;
  in_chat: boolean;
}

export interface Recording {
  id: Id;
  kind: 'talk' | 'voicemail';
  seconds: number;
  size: number;
  announced_at: Time | null;
  keep_until: Time;
}

/** A colleague who is asked into a call, and on it since `entered_at`. */
export interface Guest {
  person_id: Id;
  asked_by: Id;
  asked_at: Time;
  entered_at: Time | null;
}

export type Supervision = 'listen' | 'whisper' | 'join';

/** Somebody who is on a colleague's call, how, and since when. */
export interface Supervisor {
  person_id: Id;
  how: Supervision;
  since: Time;
}

export type Outcome = 'solved' | 'follow_up' | 'wrong_number' | 'no_answer';

export interface Call extends Entity {
  line_id: Id;
  shop_id: Id;
  conversation_id: Id;
  customer_id: Id;
  direction: 'in' | 'out';
  number: string;
  language: string;
  phase:
    | 'greeting'
    | 'waiting'
    | 'connecting'
    | 'talking'
    | 'held'
    | 'voicemail'
    | 'dialling'
    | 'ended';
  ringing: Id[];
  person_id: Id | null;
  team_id: Id | null;
  ring_cycle_ms: number;
  /** Of its line. */
  country: string;
  /** In time when taken within this from the first ring. */
  ring_target_ms: number | null;
  came_at: Time;
  queued_at: Time | null;
  rang_at: Time | null;
  taken_at: Time | null;
  talked_at: Time | null;
  ended_at: Time | null;
  rings: number | null;
  ending:
    | 'talked'
    | 'abandoned'
    | 'voicemail'
    | 'callback'
    | 'closed'
    | 'unanswered'
    | 'dropped'
    | 'failed'
    | null;
  callback_at: Time | null;
  /** By when a missed caller is to be called. */
  callback_due_at: Time | null;
  callback_of: Id | null;
  called_back_at: Time | null;
  outcome: Outcome | null;
  note: string;
  wrap_up_until: Time | null;
  wrapped_at: Time | null;
  supervisors: Supervisor[];
  recordings: Recording[];
  guests: Guest[];
  door: 'number' | 'chat';
  /** When they asked to be called back. */
  wanted_at: Time | null;
}
