// Days and wall clocks: plain arithmetic on calendar days, and what an instant reads in a zone.

export const DAY_MINUTES = 1440;
const DAY_MS = 86_400_000;

/** A calendar day as the API writes it: 2026-11-23. */
export type Day = string;

export interface Wall {
  day: Day;
  /** After that day's midnight. */
  minute: number;
}

export const addDays = (day: Day, days: number): Day =>
  new Date(Date.parse(day) + days * DAY_MS).toISOString().slice(0, 10);

export const daysBetween = (from: Day, to: Day): number =>
  Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The Monday of a day's week. */
export function monday(day: Day): Day {
  const weekday = new Date(Date.parse(day)).getUTCDay();
  return addDays(day, -((weekday + 6) % 7));
}

export const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

const readers = new Map<string, Intl.DateTimeFormat>();

/** What the clocks of a zone show at an instant. */
export function wall(at: string | number, zone: string): Wall {
  let reader = readers.get(zone);
  if (!reader) {
    reader = new Intl.DateTimeFormat('en-CA', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
    });
    readers.set(zone, reader);
  }
  const parts: Record<string, string> = {};
  for (const { type, value } of reader.formatToParts(new Date(at))) parts[type] = value;
  return {
    day: `${parts.year}-${parts.month}-${parts.day}`,
    minute: Number(parts.hour) * 60 + Number(parts.minute),
  };
}

/** 540 is 09:00; what lies past midnight begins again at 00:00. */
export function clock(minute: number): string {
  const within = ((minute % DAY_MINUTES) + DAY_MINUTES) % DAY_MINUTES;
  return `${two(Math.floor(within / 60))}:${two(within % 60)}`;
}

/** Minutes of `09:30`; null for anything else. */
export function minuteOf(text: string): number | null {
  const found = /^(\d{1,2}):(\d{2})$/.exec(text);
  return found ? Number(found[1]) * 60 + Number(found[2]) : null;
}

const two = (value: number) => String(value).padStart(2, '0');

/** By how many minutes two zones differ at an instant; positive where `zone` is ahead. */
export function ahead(zone: string, of: string, at: number): number {
  const there = wall(at, zone);
  const here = wall(at, of);
  return daysBetween(here.day, there.day) * DAY_MINUTES + there.minute - here.minute;
}

/** How far a zone is ahead, as people say it: +1, −5:30. */
export function offsetText(minutes: number): string {
  const size = Math.abs(minutes);
  const rest = size % 60 ? `:${two(size % 60)}` : '';
  return `${minutes < 0 ? '−' : '+'}${Math.floor(size / 60)}${rest}`;
}

/** The last part of a zone's name, as people say it. */
export const placeName = (zone: string): string =>
  (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ');
