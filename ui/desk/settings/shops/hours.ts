// A week of opening hours as it is edited: which days, which stretches, how long in all.

import type { Hours } from '@shared/contracts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Day = (typeof DAYS)[number];
export type Stretch = [opens: string, closes: string];
export type Weekly = Hours['weekly'];
export type DayKind = 'closed' | 'hours' | 'whole';

const WHOLE_DAY: Stretch = ['00:00', '24:00'];
const USUAL: Stretch = ['09:00', '18:00'];
const EVENING = 18 * 60;
const DAY = 24 * 60;

/** Minutes since midnight; 24:00 is the day's end. */
export function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(':').map(Number);
  return hours * 60 + rest;
}

const clock = (at: number): string =>
  `${String(Math.floor(at / 60)).padStart(2, '0')}:${String(at % 60).padStart(2, '0')}`;

export function kindOf(stretches: readonly Stretch[] = []): DayKind {
  if (!stretches.length) return 'closed';
  const [first] = stretches;
  return stretches.length === 1 && first?.[0] === '00:00' && first[1] === '24:00'
    ? 'whole'
    : 'hours';
}

/** The day's stretches when it becomes of this kind. */
export function ofKind(kind: DayKind, stretches: readonly Stretch[] = []): Stretch[] {
  if (kind === 'closed') return [];
  if (kind === 'whole') return [WHOLE_DAY];
  return kindOf(stretches) === 'hours' ? [...stretches] : [USUAL];
}

/** How long a stretch is, in minutes; one that closes before it opens runs past midnight. */
function lengthOf([opens, closes]: Stretch): number {
  const length = minutes(closes) - minutes(opens);
  return length > 0 ? length : length + DAY;
}

/** One more stretch that day: after the last with an hour's rest, or none if the day is full. */
export function nextStretch(stretches: readonly Stretch[]): Stretch | null {
  const last = stretches.at(-1);
  if (!last) return USUAL;
  const from = minutes(last[1]) + 60;
  if (minutes(last[1]) <= minutes(last[0]) || from >= DAY - 30) return null;
  return [clock(from), clock(Math.min(Math.max(from + 60, EVENING), DAY))];
}

/**
 * A time as it was typed, as `HH:MM`: `9`, `930`, `9.30`, `９：３０`, `24`. What cannot be a time
 * stays as it is, for the server to refuse at its place.
 */
export function readTime(typed: string): string {
  const found = /^(\d{1,2})(?:[:.\s]?(\d{2}))?$/.exec(typed.normalize('NFKC').trim());
  if (!found) return typed;
  const at = Number(found[1]) * 60 + Number(found[2] ?? 0);
  return at <= DAY && Number(found[2] ?? 0) < 60 ? clock(at) : typed;
}

/** The week with one day's stretches on others as well. */
export function copyDay(weekly: Weekly, from: Day, to: readonly Day[]): Weekly {
  const stretches = weekly[from] ?? [];
  return withoutClosed({
    ...weekly,
    ...Object.fromEntries(to.map(day => [day, stretches.map(([a, b]): Stretch => [a, b])])),
  });
}

/** A day that is closed is left out, as the server keeps it. */
export function withoutClosed(weekly: Weekly): Weekly {
  return Object.fromEntries(
    DAYS.filter(day => weekly[day]?.length).map(day => [day, weekly[day] as Stretch[]]),
  );
}

/** Hours a week, to the half. */
export const weeklyHours = (weekly: Weekly): number =>
  Math.round(
    DAYS.flatMap(day => weekly[day] ?? []).reduce((sum, each) => sum + lengthOf(each), 0) / 30,
  ) / 2;

/** What of a day's track is open, as shares of 24 hours; what runs past midnight goes on next day. */
export function spans(weekly: Weekly, day: Day): { from: number; to: number }[] {
  const before = DAYS[(DAYS.indexOf(day) + 6) % 7] as Day;
  const own = (weekly[day] ?? []).map(stretch => {
    const from = minutes(stretch[0]);
    return { from: from / DAY, to: Math.min(from + lengthOf(stretch), DAY) / DAY };
  });
  const late = (weekly[before] ?? [])
    .map(stretch => minutes(stretch[0]) + lengthOf(stretch) - DAY)
    .filter(over => over > 0)
    .map(over => ({ from: 0, to: over / DAY }));
  return [...late, ...own];
}
