import type { Shift } from '@shared/contracts';
import { describe, expect, test } from 'vitest';
import { addDays, ahead, clock, minuteOf, monday, offsetText, wall } from './clock';
import { type Placed, place, placeAll, step, stops } from './layout';

const TOKYO = 'Asia/Tokyo';
const FIRST = '2026-03-02';

const shift = (id: number, day: string, starts: number, ends: number, more = {}): Shift => ({
  id,
  version: 1,
  person_id: 1,
  kind: 'work',
  zone: TOKYO,
  day,
  starts,
  ends,
  starts_at: new Date(Date.parse(day) + (starts - 540) * 60_000).toISOString(),
  ends_at: new Date(Date.parse(day) + (ends - 540) * 60_000).toISOString(),
  ...more,
});

describe('days and clocks', () => {
  test('a week begins on Monday, over the turn of a year too', () => {
    expect(monday('2026-03-08')).toBe('2026-03-02');
    expect(monday('2027-01-03')).toBe('2026-12-28');
    expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  });

  test('the clock of a zone is read, half hours and the next day too', () => {
    expect(wall('2026-03-29T00:59:00Z', 'Europe/Berlin')).toEqual({
      day: '2026-03-29',
      minute: 119,
    });
    expect(wall('2026-03-29T01:00:00Z', 'Europe/Berlin')).toEqual({
      day: '2026-03-29',
      minute: 180,
    });
    expect(wall('2026-03-02T20:00:00Z', 'Asia/Kathmandu')).toEqual({
      day: '2026-03-03',
      minute: 105,
    });
    expect(ahead(TOKYO, 'America/New_York', Date.parse('2026-01-15'))).toBe(14 * 60);
    expect([60, -330, -60].map(offsetText)).toEqual(['+1', '−5:30', '−1']);
    expect([clock(1800), minuteOf('06:00'), minuteOf('x')]).toEqual(['06:00', 360, null]);
  });
});

describe('the grid', () => {
  test('a night lies over midnight and is cut at the last', () => {
    expect(place(shift(1, FIRST, 1320, 1800), FIRST, 7, TOKYO)).toMatchObject({
      from: 22 / 24,
      to: 30 / 24,
      column: 0,
      cut: null,
    });
    expect(place(shift(1, addDays(FIRST, 6), 1320, 1800), FIRST, 7, TOKYO)?.cut).toBe('end');
    const before = place(shift(1, addDays(FIRST, -1), 1320, 1800), FIRST, 7, TOKYO);
    expect(before).toMatchObject({ from: 0, to: 0.25, column: 0, cut: 'start' });
    expect(place(shift(1, addDays(FIRST, -2), 1320, 1800), FIRST, 7, TOKYO)).toBeNull();
  });

  test('a shift of another zone lies where the grid’s clock shows it', () => {
    const placed = place(shift(1, FIRST, 540, 1020), FIRST, 7, 'Europe/London');
    expect(placed).toMatchObject({ from: 0, to: 8 / 24, starts: 0, ends: 480 });
  });

  test('the keyboard stands on each shift, and on each day without one', () => {
    const rows = placeAll(
      [
        shift(2, FIRST, 780, 1020),
        shift(1, FIRST, 540, 720),
        shift(3, FIRST, 0, 60, { person_id: 2 }),
      ],
      FIRST,
      2,
      TOKYO,
    );
    const row = (person: number) => stops(person, rows.get(person) as Placed[], 2);
    const all = [row(1), row(2)];
    expect(all[0]?.map(stop => stop.shift)).toEqual([1, 2, null]);
    const second = { person: 1, column: 0, shift: 2 };
    expect(step(all, second, 1, 0)).toEqual({ person: 1, column: 1, shift: null });
    expect(step(all, second, 0, 1)).toEqual({ person: 2, column: 0, shift: 3 });
    expect(step(all, second, 0, -1)).toEqual(second);
  });
});
