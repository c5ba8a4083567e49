// A standard as the server keeps it, and what is needed to edit one.

import type { ClockAction, Id, Subject, Time } from '@shared/contracts';

export type Basis = 'shop' | 'partner' | 'person' | 'customer_day' | 'always';

export type Target =
  | { type: 'within'; seconds: number; at_opening: boolean }
  | { type: 'business_days'; days: number }
  | { type: 'rings'; count: number; lenient: boolean; seconds: number | null }
  | { type: 'as_promised'; days: number };

export interface Scope {
  shop: Id | null;
  channel: string | null;
  language: string | null;
  tier: string | null;
}

export interface Moment {
  percent: number;
  actions: ClockAction[];
}

export interface Standard {
  subject: Subject;
  scope: Scope;
  target: Target;
  basis: Basis;
  /** Seconds after midnight, in the customer's zone: only where their day counts. */
  day: [number, number] | null;
  moments: Moment[];
}

export interface KeptStandard {
  id: Id;
  version: number;
  standard: Standard;
  off: boolean;
  changed_at: Time;
}

export interface StandardStep {
  id: Id;
  standard_id: Id;
  at: Time;
  by_kind: string;
  by_id: Id | null;
  before: KeptStandard | null;
  after: KeptStandard | null;
}

export interface DryRun {
  days: number;
  met: number;
  missed: number;
  open: number;
  share_met: number | null;
  missed_ids: Id[];
}

export const SUBJECTS: readonly Subject[] = [
  'first_reply',
  'next_reply',
  'promise',
  'partner_answer',
  'case_resolution',
  'review_contact',
  'phone_answer',
  'callback',
];
export const ACTIONS: readonly ClockAction[] = [
  'tell_agent',
  'tell_supervisor',
  'raise_priority',
  'reassign',
];
export const BASES: readonly Basis[] = ['shop', 'person', 'partner', 'customer_day', 'always'];

const UNITS = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
  ['seconds', 1],
] as const;
export type Unit = (typeof UNITS)[number][0];
export const UNIT_NAMES: readonly Unit[] = ['seconds', 'minutes', 'hours', 'days'];

export const secondsIn = (unit: Unit): number => UNITS.find(([name]) => name === unit)?.[1] ?? 1;

/** The largest unit that a length is a whole number of. */
export const unitOf = (seconds: number): Unit =>
  UNITS.find(([, size]) => seconds >= size && seconds % size === 0)?.[0] ?? 'seconds';

/** A standard for the same thing in a narrower place, to begin with. */
export const narrowed = (from: Standard): Standard => ({
  ...from,
  scope: { shop: null, channel: null, language: null, tier: null },
});
