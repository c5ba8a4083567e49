// How instants and spans are shown: in the reader's language and zone, through Intl alone.

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

export interface TimeFormats {
  /** 14:05 */
  time(at: string | number): string;
  /** Today, yesterday, a weekday within the last six days, else a date. */
  day(at: string | number, now: number): string;
  /** Clock time today, else the short day. */
  brief(at: string | number, now: number): string;
  /** Weekday, day and time, for what lies near. */
  moment(at: string | number): string;
  /** Date and time in full, for titles and dialogs. */
  full(at: string | number): string;
  /** The calendar day in the zone, as a key to compare: 2026-11-21. */
  dayKey(at: string | number): string;
  /** "in 3 hours", "2 days ago". */
  relative(at: string | number, now: number): string;
}

const made = new Map<string, TimeFormats>();

/** The formats of one language and IANA zone (an unknown zone falls back to the browser's). */
export function timeFormats(locale: string, zone: string): TimeFormats {
  const key = `${locale} ${zone}`;
  let formats = made.get(key);
  if (!formats) {
    formats = make(locale, knownZone(zone));
    made.set(key, formats);
  }
  return formats;
}

/** The zone itself if this browser knows it, else undefined (which Intl takes as its own). */
export function knownZone(zone: string | null): string | undefined {
  if (!zone) return undefined;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return zone;
  } catch {
    return undefined;
  }
}

/** A zone that the browser knows by its everyday name: `Asia/Taipei` → 台北时间. */
export function zoneName(zone: string, locale: string): string {
  const format = new Intl.DateTimeFormat(locale, { timeZone: zone, timeZoneName: 'longGeneric' });
  return format.formatToParts().find(({ type }) => type === 'timeZoneName')?.value ?? zone;
}

function make(locale: string, timeZone: string | undefined): TimeFormats {
  const format = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(locale, { timeZone, ...options });
  const time = format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const weekday = format({ weekday: 'long' });
  const shortDay = format({ month: 'short', day: 'numeric' });
  const longDay = format({ month: 'long', day: 'numeric', weekday: 'short' });
  const oldDay = format({ year: 'numeric', month: 'short', day: 'numeric' });
  const moment = format({
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const full = format({
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const key = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  const near = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const ms = (at: string | number) => (typeof at === 'number' ? at : Date.parse(at));
  const dayKey = (at: string | number) => key.format(ms(at));
  const daysBack = (at: string | number, now: number) =>
    Math.round((Date.parse(dayKey(now)) - Date.parse(dayKey(at))) / DAY);
  const sameYear = (at: string | number, now: number) =>
    dayKey(at).slice(0, 4) === dayKey(now).slice(0, 4);
  return {
    time: at => time.format(ms(at)),
    dayKey,
    day(at, now) {
      const back = daysBack(at, now);
      if (back === 0 || back === 1) return capital(near.format(-back, 'day'), locale);
      if (back > 1 && back < 7) return weekday.format(ms(at));
      return (sameYear(at, now) ? longDay : oldDay).format(ms(at));
    },
    brief(at, now) {
      if (daysBack(at, now) === 0) return time.format(ms(at));
      return (sameYear(at, now) ? shortDay : oldDay).format(ms(at));
    },
    moment: at => moment.format(ms(at)),
    full: at => full.format(ms(at)),
    relative(at, now) {
      const span = ms(at) - now;
      const size = Math.abs(span);
      if (size < HOUR) return near.format(Math.round(span / MINUTE), 'minute');
      if (size < DAY) return near.format(Math.round(span / HOUR), 'hour');
      return near.format(Math.round(span / DAY), 'day');
    },
  };
}

function capital(text: string, locale: string): string {
  return text.charAt(0).toLocaleUpperCase(locale) + text.slice(1);
}

/** A span in milliseconds as a counter: `0:42`, `12:05`, then hours and days in the language. */
export function spanText(ms: number, locale: string): string {
  const span = Math.max(0, ms);
  if (span < HOUR) {
    const seconds = Math.floor(span / 1000);
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  }
  const [value, unit] = span < DAY ? [span / HOUR, 'hour'] : [span / DAY, 'day'];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    // "4d" is read as such in English only; narrow Japanese would borrow it.
    unitDisplay: locale.startsWith('en') ? 'narrow' : 'short',
    maximumFractionDigits: 0,
    roundingMode: 'floor',
  } as Intl.NumberFormatOptions).format(value as number);
}

/** A file's size in bytes, as people read it. */
export function sizeText(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1000
      ? [bytes, 'byte']
      : bytes < 1e6
        ? [bytes / 1e3, 'kilobyte']
        : [bytes / 1e6, 'megabyte'];
  return new Intl.NumberFormat(locale, {
    style: 'unit',
    unit: unit as string,
    unitDisplay: 'short',
    maximumFractionDigits: (value as number) < 10 && unit !== 'byte' ? 1 : 0,
  }).format(value as number);
}

/** A language's own name in the reader's language: `ja` → 日语. */
export function languageName(tag: string, locale: string): string {
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(tag) ?? tag;
  } catch {
    return tag;
  }
}
