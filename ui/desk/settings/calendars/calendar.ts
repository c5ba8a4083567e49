// A working calendar as the server writes it and as it is edited.

import type { Id, Time } from '@shared/contracts';
import { DAYS, readTime, type Stretch, type Weekly, withoutClosed } from '../shops/hours';

export type Holder = 'shop' | 'team' | 'person' | 'partner';
export type WrittenWeek = Record<string, string[]>;

export interface DayEntry {
  day: string;
  hours: string[];
  note: string;
}
export interface Closure {
  first: string;
  last: string;
  note: string;
}
export interface WrittenPeak extends Closure {
  name: string;
  weekly: WrittenWeek | null;
  over_holidays: boolean;
}

export interface WrittenCalendar {
  zone: string;
  weekly: WrittenWeek;
  holidays: string[];
  make_up_hours: string[] | null;
  closures: Closure[];
  special_days: DayEntry[];
  breaks: DayEntry[];
  peaks: WrittenPeak[];
}

export interface KeptCalendar {
  id: Id;
  version: number;
  holder: Holder;
  holder_id: Id;
  calendar: WrittenCalendar;
  changed_at: Time;
}

export interface Peak extends Omit<WrittenPeak, 'weekly'> {
  weekly: Weekly | null;
}
export interface Calendar extends Omit<WrittenCalendar, 'weekly' | 'peaks'> {
  weekly: Weekly;
  peaks: Peak[];
}

/** Whose official holidays are known; a region may follow, as in `GB-SCT`. */
export const COUNTRIES = [
  'CN', 'JP', 'KR', 'TW', 'HK', 'US', 'GB', 'DE', 'FR', 'ES', 'SG', 'AU',
]; // biome-ignore format: a table

export const BLANK: WrittenCalendar = {
  zone: 'UTC',
  weekly: Object.fromEntries(DAYS.slice(0, 5).map(day => [day, ['09:00-18:00']])),
  holidays: [],
  make_up_hours: null,
  closures: [],
  special_days: [],
  breaks: [],
  peaks: [],
};

const stretchesOf = (hours: readonly string[]): Stretch[] =>
  hours.map(each => {
    const [opens = '', closes = ''] = each.split('-');
    return [opens, closes];
  });

export const weekFrom = (written: WrittenWeek): Weekly =>
  Object.fromEntries(Object.entries(written).map(([day, hours]) => [day, stretchesOf(hours)]));

const weekTo = (weekly: Weekly): WrittenWeek =>
  Object.fromEntries(
    Object.entries(withoutClosed(weekly)).map(([day, hours]) => [
      day,
      hours.map(([opens, closes]) => `${opens}-${closes}`),
    ]),
  );

export const editable = (written: WrittenCalendar): Calendar => ({
  ...written,
  weekly: weekFrom(written.weekly),
  peaks: written.peaks.map(peak => ({ ...peak, weekly: peak.weekly && weekFrom(peak.weekly) })),
});

/** What is sent: entries without a date are not entries yet. */
export const written = (calendar: Calendar): WrittenCalendar => ({
  ...calendar,
  weekly: weekTo(calendar.weekly),
  closures: calendar.closures
    .filter(each => each.first)
    .map(each => ({ ...each, last: each.last || each.first })),
  special_days: calendar.special_days.filter(each => each.day),
  breaks: calendar.breaks.filter(each => each.day),
  peaks: calendar.peaks
    .filter(each => each.first && each.last)
    .map(peak => ({ ...peak, weekly: peak.weekly && weekTo(peak.weekly) })),
});

/** Hours of a day as they are typed: `9-12, 13:00–18:00`; what cannot be read is for the server. */
export const readHours = (typed: string): string[] =>
  typed
    .normalize('NFKC')
    .split(/[,、;]/)
    .map(part => part.trim().replace(/\s*[-–—~〜]\s*/, '-'))
    .filter(Boolean)
    .map(part => part.split('-').map(readTime).join('-'));
