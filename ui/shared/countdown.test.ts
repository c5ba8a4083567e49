import { expect, test } from 'vitest';
import type { Countdown } from './contracts';
import { readClock } from './countdown';

const MINUTE = 60_000;
const at = (time: string) => Date.parse(`2026-11-23T${time}Z`);
const iso = (time: string) => `2026-11-23T${time}.000000Z`;

const clock = (more: Partial<Countdown>): Countdown => ({
  clock_id: 1,
  subject: 'first_reply',
  state: 'running',
  started_at: iso('00:00:00'),
  target_ms: MINUTE,
  left_ms: MINUTE,
  due_at: iso('00:01:00'),
  stretches: [[iso('00:00:00'), iso('00:01:00')]],
  ...more,
});

test.each([
  ['00:00:00', 'calm', 60_000],
  ['00:00:29', 'calm', 31_000],
  ['00:00:30', 'soon', 30_000],
  ['00:00:48', 'urgent', 12_000],
  ['00:00:59', 'urgent', 1_000],
  ['00:01:00', 'late', 0],
  ['00:02:05', 'late', 65_000],
] as const)('a minute from midnight is read at %s as %s', (time, pressure, ms) => {
  expect(readClock(clock({}), at(time))).toMatchObject({ pressure, ms });
});

test('over a lunch break the time stands still, and says until when', () => {
  const lunch = clock({
    target_ms: 10 * MINUTE,
    left_ms: 10 * MINUTE,
    due_at: iso('01:05:00'),
    stretches: [
      [iso('00:00:00'), iso('00:05:00')],
      [iso('01:00:00'), iso('01:05:00')],
    ],
  });
  expect(readClock(lunch, at('00:04:00'))).toMatchObject({ pressure: 'calm', ms: 6 * MINUTE });
  const closed = { pressure: 'closed', ms: 5 * MINUTE, opens: at('01:00:00') };
  expect(readClock(lunch, at('00:30:00'))).toMatchObject(closed);
  expect(readClock(lunch, at('01:00:00'))).toMatchObject({ pressure: 'soon', opens: null });
});

test('what was promised counts calendar time, whatever the hours', () => {
  const promise = clock({ subject: 'promise', due_at: iso('02:00:00'), stretches: [] });
  expect(readClock(promise, at('00:30:00'))).toMatchObject({ pressure: 'calm', ms: 90 * MINUTE });
  expect(readClock(promise, at('01:40:00')).pressure).toBe('urgent');
});

test('a paused clock keeps what it had left', () => {
  const paused = clock({ state: 'paused', due_at: null, left_ms: 15_000, stretches: [] });
  expect(readClock(paused, at('09:00:00'))).toMatchObject({ pressure: 'paused', ms: 15_000 });
});
