// A clock as it stands at an instant: how much time is left, how pressing that is, what it waits for.

import type { Countdown } from './contracts';

/** From calm to late; `closed` waits for opening, `paused` for somebody's word. */
export type Pressure = 'calm' | 'soon' | 'urgent' | 'late' | 'closed' | 'paused';

export interface Reading {
  pressure: Pressure;
  /** Milliseconds left; when late, how long it has been due. */
  ms: number;
  /** The share of the time that is used up, 0 to 1. */
  share: number;
  /** When the hours go on, if they stand still now. */
  opens: number | null;
}

const SOON = 0.5;
const URGENT = 0.8;

/** Read a clock at `now` (milliseconds since the epoch). */
export function readClock(clock: Countdown, now: number): Reading {
  const due = clock.due_at === null ? null : Date.parse(clock.due_at);
  if (due === null) {
    return {
      pressure: 'paused',
      ms: clock.left_ms,
      share: used(clock, clock.left_ms),
      opens: null,
    };
  }
  if (now >= due) return { pressure: 'late', ms: now - due, share: 1, opens: null };
  if (!clock.stretches.length) {
    const began = Date.parse(clock.started_at);
    const share = Math.max(0, (now - began) / (due - began || 1));
    return { pressure: pressureAt(share), ms: due - now, share, opens: null };
  }
  const hours = clock.stretches.map(([from, to]) => [Date.parse(from), Date.parse(to)] as const);
  const ms = hours.reduce((sum, [from, to]) => sum + Math.max(0, to - Math.max(from, now)), 0);
  const share = used(clock, ms);
  const next = hours.find(([, to]) => to > now);
  const opens = next && next[0] > now ? next[0] : null;
  return { pressure: opens === null ? pressureAt(share) : 'closed', ms, share, opens };
}

const used = (clock: Countdown, left: number): number =>
  Math.min(1, Math.max(0, 1 - left / (clock.target_ms || 1)));

const pressureAt = (share: number): Pressure =>
  share >= URGENT ? 'urgent' : share >= SOON ? 'soon' : 'calm';
