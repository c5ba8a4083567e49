// Who works here, in which team and when.

import type { Entity, Id, Time } from './basics';

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
