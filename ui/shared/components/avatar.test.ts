import { expect, test } from 'vitest';
import { initials } from './avatar';

test.each([
  ['王丽华', '王'],
  ['김민준', '김'],
  ['Sophie Martin', 'SM'],
  ['emma', 'E'],
  ['  Ana de la Cruz ', 'AC'],
  ['#4F2A', '4'],
  ['𠮷野', '𠮷'],
  ['', '?'],
])('%s is shown as %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});
