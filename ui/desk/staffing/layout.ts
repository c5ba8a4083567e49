// Where shifts lie on the grid: pure, in days of the grid's zone from its first day.

import type { Shift } from '@shared/contracts';
import { DAY_MINUTES, type Day, daysBetween, wall } from './clock';

export interface Placed {
  shift: Shift;
  /** In days from the first day of the grid, clipped to it. */
  from: number;
  to: number;
  /** The grid's day that it is drawn in. */
  column: number;
  /** Goes on before the first day, or after the last. */
  cut: 'start' | 'end' | null;
  /** On the grid's clock. */
  starts: number;
  ends: number;
}

/** A shift on a grid of `days` from `first` in `zone`; null where none of it is seen. */
export function place(shift: Shift, first: Day, days: number, zone: string): Placed | null {
  const own = shift.zone === zone;
  const begin = own ? { day: shift.day, minute: shift.starts } : wall(shift.starts_at, zone);
  const starts = daysBetween(first, begin.day) * DAY_MINUTES + begin.minute;
  let length = shift.ends - shift.starts;
  if (!own) {
    const end = wall(shift.ends_at, zone);
    length = daysBetween(first, end.day) * DAY_MINUTES + end.minute - starts;
  }
  const from = starts / DAY_MINUTES;
  const to = (starts + length) / DAY_MINUTES;
  if (to <= 0 || from >= days) return null;
  return {
    shift,
    from: Math.max(0, from),
    to: Math.min(days, to),
    column: Math.max(0, Math.floor(from)),
    cut: from < 0 ? 'start' : to > days ? 'end' : null,
    starts: begin.minute,
    ends: begin.minute + length,
  };
}

/** Everything on the grid by person, in order of time. */
export function placeAll(
  shifts: readonly Shift[],
  first: Day,
  days: number,
  zone: string,
): Map<number, Placed[]> {
  const found = new Map<number, Placed[]>();
  for (const shift of shifts) {
    const placed = place(shift, first, days, zone);
    if (!placed) continue;
    const row = found.get(shift.person_id) ?? [];
    row.push(placed);
    found.set(shift.person_id, row);
  }
  for (const row of found.values()) row.sort((one, other) => one.from - other.from);
  return found;
}

/** Hours of work that lie on the grid; leave is none. */
export const hoursOf = (row: readonly Placed[]): number =>
  row.reduce((sum, { shift, from, to }) => sum + (shift.kind === 'work' ? (to - from) * 24 : 0), 0);

/** A place where the keyboard can stand: a shift, or a day without one. */
export interface Stop {
  person: number;
  column: number;
  shift: number | null;
}

/** The stops of one person's row, from left to right. */
export function stops(person: number, row: readonly Placed[], days: number): Stop[] {
  const found: Stop[] = [];
  for (let column = 0; column < days; column++) {
    const here = row.filter(placed => placed.column === column);
    if (here.length) for (const { shift } of here) found.push({ person, column, shift: shift.id });
    else found.push({ person, column, shift: null });
  }
  return found;
}

export const sameStop = (one: Stop | null, other: Stop | null): boolean =>
  one?.person === other?.person && one?.column === other?.column && one?.shift === other?.shift;

/** The stop one step away: along the row, or to the same day of the person above or below. */
export function step(rows: readonly Stop[][], at: Stop, along: number, across: number): Stop {
  const index = rows.findIndex(row => row[0]?.person === at.person);
  const row = rows[index] ?? [];
  if (along) {
    const here = row.findIndex(stop => sameStop(stop, at));
    return row[here + along] ?? at;
  }
  const other = rows[index + across];
  return other?.find(stop => stop.column >= at.column) ?? other?.at(-1) ?? at;
}
