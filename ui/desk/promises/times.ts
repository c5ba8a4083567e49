// When a promise falls due, in words: today, tomorrow, else the day; and for a field to change.

import { timeFormats } from '@shared/i18n/time';
import { wallTime } from '../conversation/snooze_times';

const DAY = 86_400_000;

/** "tomorrow 18:00", or the day and the time for what lies further off. */
export function dueText(at: string | number, now: number, locale: string, zone: string): string {
  const formats = timeFormats(locale, zone);
  const day = formats.dayKey(at);
  for (const ahead of [0, 1, -1]) {
    if (formats.dayKey(now + ahead * DAY) !== day) continue;
    const name = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' }).format(ahead, 'day');
    return `${name} ${formats.time(at)}`;
  }
  return formats.moment(at);
}

/** What a `datetime-local` field shows for an instant, on the wall clock of the zone. */
export function fieldValue(at: string | number, zone: string | undefined): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
  }).formatToParts(typeof at === 'string' ? Date.parse(at) : at);
  const part = (type: string) => parts.find(each => each.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`;
}

/** The first instant of the day after, on the wall clock of the zone. */
export function endOfDay(now: number, zone: string | undefined): number {
  const [year = 0, month = 0, day = 0] = fieldValue(now, zone).slice(0, 10).split('-').map(Number);
  return wallTime(year, month, day + 1, 0, zone);
}
