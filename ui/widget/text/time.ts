// Times and opening hours in the reader's words, language and zone.

import type { Hours } from '../contract.ts';

const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY_MS = 86_400_000;

/** Hours and minutes in the reader's zone. */
export const clock = (at: string, locale: string): string =>
  new Intl.DateTimeFormat(locale, { hour: 'numeric', minute: '2-digit' }).format(new Date(at));

/** Whether two times fall on one day of the reader's zone. */
export const sameDay = (a: string, b: string): boolean =>
  new Date(a).toDateString() === new Date(b).toDateString();

const midnight = (time: Date): number => new Date(time).setHours(0, 0, 0, 0);

/** Whole days in the reader's zone from `now` to `at`; yesterday is -1. A day may last 23 or 25 h. */
export const daysFrom = (now: Date, at: Date): number =>
  Math.round((midnight(at) - midnight(now)) / DAY_MS);

/** "today", "yesterday", else weekday and date. */
export function day(at: string, locale: string, now: Date): string {
  const time = new Date(at);
  const days = daysFrom(now, time);
  if (days >= -1 && days <= 0) {
    return new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(days, 'day');
  }
  const year = time.getFullYear() === now.getFullYear() ? undefined : 'numeric';
  return new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    month: 'long',
    day: 'numeric',
    year,
  }).format(time);
}

/** When the shop opens: the time alone today, with "tomorrow", with the weekday, or with the date. */
export function opening(at: string, locale: string, now: Date): string {
  const time = new Date(at);
  const days = daysFrom(now, time);
  if (days === 0) return clock(at, locale);
  if (days === 1) {
    const tomorrow = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(1, 'day');
    return `${tomorrow} ${clock(at, locale)}`;
  }
  const far = days > 6 ? ({ month: 'long', day: 'numeric' } as const) : {};
  return new Intl.DateTimeFormat(locale, {
    ...far,
    weekday: 'long',
    hour: 'numeric',
    minute: '2-digit',
  }).format(time);
}

/** The week in lines, days with the same hours taken together: `[["Mon – Fri", "09:00–18:00"], …]`. */
export function week(hours: Hours, locale: string, shut: string): [string, string][] {
  const name = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  // 1 January 2024 was a Monday.
  const names = DAYS.map((_, at) => name.format(Date.UTC(2024, 0, 1 + at)));
  const lines: { first: string; last: string; text: string }[] = [];
  DAYS.forEach((key, at) => {
    const spans = hours.weekly[key] ?? [];
    const text = spans.map(([from, to]) => `${from}–${to}`).join(', ') || shut;
    const label = names[at] as string;
    const before = lines.at(-1);
    if (before?.text === text) before.last = label;
    else lines.push({ first: label, last: label, text });
  });
  return lines.map(({ first, last, text }) => [
    first === last ? first : `${first} – ${last}`,
    text,
  ]);
}

/** The zone's everyday name ("Japan Time", "日本时间"), or the zone itself where there is none. */
export function zoneName(zone: string, locale: string): string {
  try {
    const parts = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' });
    return parts.formatToParts().find(part => part.type === 'timeZoneName')?.value ?? zone;
  } catch {
    return zone;
  }
}
