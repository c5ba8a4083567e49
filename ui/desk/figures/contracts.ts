// What the server says about figures: see docs/figures.md.

import type { Id, Time } from '@shared/contracts';

export type Unit = 'seconds' | 'share' | 'count' | 'rings' | 'ratio' | 'points';
export type Values = Record<string, number | null>;

export interface Definition {
  name: string;
  version: number;
  unit: Unit;
  title: string;
  formula: string;
}

/** What figures are of; what is left out is all of it that the reader may see. */
export interface Filter {
  shop_id?: Id;
  channel?: string;
  language?: string;
  team_id?: Id;
  person_id?: Id;
  /** Of a telephone line: of it are calls alone. */
  country?: string;
}

export type Presence = 'available' | 'busy' | 'hang_up' | 'away' | 'offline';

export interface Colleague {
  person_id: Id;
  presence: Presence;
  since: Time;
  serving: number;
  capacity: number;
}

export interface BreachSeen {
  at: Time;
  subject: string;
  conversation_id: Id;
  person_id: Id | null;
}

export const SPLITS = ['day', 'shop', 'channel', 'language', 'team', 'person', 'country'] as const;
export type Split = (typeof SPLITS)[number];

/** A target for some of what is asked for; null is any. */
export interface OwnTarget {
  seconds: number;
  shop_id: number | null;
  channel: string | null;
  language: string | null;
  tier: string | null;
}

/** Within how many seconds an answer is in time, as the standards in force say. */
export interface Targets {
  first_response_s: number;
  response_s: number;
  first_response_own: OwnTarget[];
  response_own: OwnTarget[];
}

export interface Row {
  key: string | number | null;
  figures: Values;
}

export interface Period {
  first: string;
  last: string;
  zone: string;
  split: Split;
  targets: Targets;
  total: Values;
  rows: Row[];
}

export interface Wallboard {
  at: Time;
  day: string;
  zone: string;
  targets: Targets;
  figures: Values;
  offered: number[];
  last_week: { day: string; until: number; figures: Values; offered: number[] };
  waiting: number;
  waiting_since: Time | null;
  serving: number;
  silent_since: Time | null;
  people: Colleague[];
  breaches: BreachSeen[];
}
