import { expect, test } from 'vitest';
import { clockOf, minutesOf } from './minutes';

test('every minute of a day is shown and read back', () => {
  for (let minute = 0; minute < 24 * 60; minute++) expect(minutesOf(clockOf(minute))).toBe(minute);
  expect(clockOf(61)).toBe('01:01');
  expect(minutesOf('')).toBeNull();
});
