// What is owed in time, and how it is counted down.

import type { Entity, Id, Time } from './basics';

/** What is owed in time. */
export type Subject =
  | 'first_reply'
  | 'next_reply'
  | 'phone_answer'
  | 'callback'
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
