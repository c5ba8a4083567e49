// What a week needs and has planned, as the server works it out; asked for again as the plan changes.

import { signal } from '@preact/signals';
import type { Id } from '@shared/contracts';
import { query } from '@shared/http';
import { http } from '../state/session';
import type { Day } from './clock';

export interface Assumptions {
  id: Id;
  version: number;
  shop_id: Id | null;
  channel: string | null;
  service_level: number;
  within: number;
  /** Seconds; null: as history says. */
  handling: number | null;
  shrinkage: number;
  concurrency: number;
  max_occupancy: number;
  weeks: number;
}

export interface HalfHour {
  at: string;
  contacts: number;
  needed: number;
  planned: number;
  level: number;
}

export interface StaffingWeek {
  first: Day;
  zone: string;
  since: Day | null;
  until: Day | null;
  conversations: number;
  handling: number;
  handling_from: 'hand' | 'history' | 'usual';
  assumptions: Assumptions;
  half_hours: HalfHour[];
  short: number;
  expected: number | null;
}

export interface Scope {
  shop_id: Id | null;
  channel: string | null;
}

export const scope = signal<Scope>({ shop_id: null, channel: null });
export const staffing = signal<StaffingWeek | null>(null);

let asking: AbortController | null = null;

/** Ask for the week from `first`; an answer that was overtaken is dropped. */
export async function fetchStaffing(first: Day, zone: string): Promise<void> {
  asking?.abort();
  asking = new AbortController();
  const { signal: aborted } = asking;
  const path = `/staffing${query({ first, zone, ...scope.peek() })}`;
  const found = await http.get<StaffingWeek>(path, aborted);
  if (!aborted.aborted) staffing.value = found;
}

/** How many people are missing; nobody is too many. */
export const missing = ({ needed, planned }: HalfHour): number => Math.max(0, needed - planned);

/** The half hour with the most people missing; null where nobody is. */
export function worst(halves: readonly HalfHour[]): HalfHour | null {
  let found: HalfHour | null = null;
  for (const half of halves) if (missing(half) > (found ? missing(found) : 0)) found = half;
  return found;
}
