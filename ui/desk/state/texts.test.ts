import { expect, test } from 'vitest';
import { inARow } from './texts';

test.each([
  ['zh-CN', '甲、乙、丙'],
  ['ja', '甲、乙、丙'],
  ['ko', '甲, 乙, 丙'],
  ['en', '甲, 乙, 丙'],
])('in %s names stand as its readers string them', (locale, row) => {
  expect(inARow(['甲', '乙', '丙'], locale)).toBe(row);
});
