import { expect, test } from 'vitest';
import { secondsIn, unitOf } from './standard';

test.each([
  [60, 'minutes'],
  [90, 'seconds'],
  [7200, 'hours'],
  [172_800, 'days'],
  [0, 'seconds'],
] as const)('%i seconds are written in %s', (seconds, unit) => {
  expect(unitOf(seconds)).toBe(unit);
  expect(seconds % secondsIn(unit)).toBe(0);
});
