import { expect, test } from 'vitest';
import { isWhole, tidy } from './card_editor';

test('a card needs two different answers; empty lines do not count', () => {
  expect(isWhole(['yes', 'no'])).toBe(true);
  expect(isWhole(['yes', ' '])).toBe(false);
  expect(isWhole(['yes', 'yes '])).toBe(false);
  expect(tidy([' a ', '', 'b'])).toEqual(['a', 'b']);
});
