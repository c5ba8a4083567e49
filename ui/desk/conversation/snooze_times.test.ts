import { expect, test } from 'vitest';
import { fieldTime, presets, wallTime } from './snooze_times';

const iso = (at: number) => new Date(at).toISOString();

test('a wall clock is read in its own zone, in summer and in winter', () => {
  expect(iso(wallTime(2026, 11, 22, 9, 'Asia/Tokyo'))).toBe('2026-11-22T00:00:00.000Z');
  expect(iso(wallTime(2026, 7, 1, 9, 'Europe/Paris'))).toBe('2026-07-01T07:00:00.000Z');
  expect(iso(wallTime(2026, 12, 1, 9, 'Europe/Paris'))).toBe('2026-12-01T08:00:00.000Z');
  expect(iso(wallTime(2026, 11, 31, 9, 'UTC'))).toBe('2026-12-01T09:00:00.000Z');
});

test('the morning after the clocks change is still nine o’clock', () => {
  // Paris goes back an hour on 25 October 2026.
  const eve = Date.parse('2026-10-24T20:00:00Z');
  const morning = presets(eve, 'Europe/Paris').find(each => each.name === 'tomorrow');
  expect(iso(morning?.at ?? 0)).toBe('2026-10-25T08:00:00.000Z');
});

test('only what still lies ahead is offered, in order', () => {
  const names = (time: string) => presets(Date.parse(time), 'UTC').map(each => each.name);
  expect(names('2026-11-18T09:30:00Z')).toEqual(['hour', 'evening', 'tomorrow', 'monday']);
  expect(names('2026-11-18T17:30:00Z')).toEqual(['hour', 'tomorrow', 'monday']);
  expect(names('2026-11-22T12:00:00Z')).toEqual(['hour', 'evening', 'tomorrow']);
  const monday = presets(Date.parse('2026-11-23T12:00:00Z'), 'UTC').find(
    each => each.name === 'monday',
  );
  expect(iso(monday?.at ?? 0)).toBe('2026-11-30T09:00:00.000Z');
});

test('a date field is read in the agent’s zone', () => {
  expect(iso(fieldTime('2026-11-22T18:45', 'Asia/Shanghai') ?? 0)).toBe('2026-11-22T10:45:00.000Z');
  expect(fieldTime('', 'UTC')).toBeNull();
});
