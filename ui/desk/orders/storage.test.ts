import { expect, test } from 'vitest';
import { standing } from './storage';

const at = (day: number, hour = 0) => Date.UTC(2026, 10, day, hour);
const STORED = {
  free_until: '2026-11-10T00:00:00Z',
  ends_at: '2026-11-20T00:00:00Z',
  fee: 50,
  currency: 'JPY',
};

test.each([
  [at(1), 9, 19, 0],
  [at(9, 23), 1, 11, 0],
  [at(10), 0, 10, 0],
  [at(10, 1), 0, 10, 50],
  [at(12), 0, 8, 100],
  [at(25), 0, 0, 500],
])('what is left and what is owed', (now, freeDays, daysLeft, owed) => {
  expect(standing(STORED, now)).toEqual({ freeDays, daysLeft, owed });
});

test('what was not said is not guessed', () => {
  expect(standing({ ends_at: STORED.ends_at }, at(12))).toEqual({
    freeDays: null,
    daysLeft: 8,
    owed: 0,
  });
});
