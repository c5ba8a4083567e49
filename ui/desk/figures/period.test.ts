import { expect, test } from 'vitest';
import { dayAfter, daysOf } from './period';

test('days follow each other over the ends of months and years', () => {
  expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01');
  expect(dayAfter('2026-01-01', -1)).toBe('2025-12-31');
});

test('usual periods end today, but last month', () => {
  expect(daysOf('week', '2026-03-03')).toEqual({ first: '2026-02-25', last: '2026-03-03' });
  expect(daysOf('month', '2026-03-30')).toEqual({ first: '2026-03-01', last: '2026-03-30' });
  expect(daysOf('thisMonth', '2026-03-30')).toEqual({ first: '2026-03-01', last: '2026-03-30' });
  expect(daysOf('lastMonth', '2026-03-30')).toEqual({ first: '2026-02-01', last: '2026-02-28' });
});
