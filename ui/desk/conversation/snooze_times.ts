// The times a conversation is usually put aside until, in the agent's own day.

export type Preset = 'hour' | 'evening' | 'tomorrow' | 'monday';

const HOUR = 3_600_000;

/** A moment on the wall clock of a zone, as an instant (milliseconds since the epoch). */
export function wallTime(
  year: number,
  month: number,
  day: number,
  hour: number,
  zone: string | undefined,
): number {
  const wanted = Date.UTC(year, month - 1, day, hour);
  // The offset at the guess may differ from the one at the answer (summer time); twice settles it.
  let at = wanted;
  for (let round = 0; round < 2; round++) at = wanted - (asWall(at, zone) - at);
  return at;
}

interface Wall {
  year: number;
  month: number;
  day: number;
  hour: number;
}

function wall(at: number, zone: string | undefined): Wall {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find(each => each.type === type)?.value);
  return { year: part('year'), month: part('month'), day: part('day'), hour: part('hour') };
}

function asWall(at: number, zone: string | undefined): number {
  const { year, month, day, hour } = wall(at, zone);
  return Date.UTC(year, month - 1, day, hour) + (at % HOUR);
}

/** The presets that still lie ahead at `now`, with their instants, in order. */
export function presets(now: number, zone: string | undefined): { name: Preset; at: number }[] {
  const { year, month, day, hour } = wall(now, zone);
  const weekday = new Date(Date.UTC(year, month - 1, day)).getUTCDay();
  const toMonday = (8 - weekday) % 7 || 7;
  const found: { name: Preset; at: number }[] = [{ name: 'hour', at: now + HOUR }];
  if (hour < 16) found.push({ name: 'evening', at: wallTime(year, month, day, 18, zone) });
  found.push({ name: 'tomorrow', at: wallTime(year, month, day + 1, 9, zone) });
  if (toMonday > 1)
    found.push({ name: 'monday', at: wallTime(year, month, day + toMonday, 9, zone) });
  return found;
}

/** What a `datetime-local` field says, read on the wall clock of the zone; null if it says nothing. */
export function fieldTime(value: string, zone: string | undefined): number | null {
  const found = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(value);
  if (!found) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0] = found.slice(1).map(Number);
  return wallTime(year, month, day, hour, zone) + minute * 60_000;
}
