// @vitest-environment jsdom

import { expect, test } from 'vitest';
import { keepOrder } from './held_order';
import { ROW_HEIGHT, windowOf } from './window';

test('only the rows in sight, and a few beside them, are drawn', () => {
  expect(windowOf(0, 800, 10_000)).toEqual({ from: 0, to: 16 });
  const middle = windowOf(500 * ROW_HEIGHT, 800, 10_000);
  expect(middle.from).toBeLessThanOrEqual(500);
  expect(middle.to).toBeGreaterThanOrEqual(510);
  expect(middle.to - middle.from).toBeLessThan(30);
  expect(windowOf(0, 800, 3)).toEqual({ from: 0, to: 3 });
  expect(windowOf(99_999, 800, 3)).toEqual({ from: 3, to: 3 });
  expect(windowOf(0, 800, 0)).toEqual({ from: 0, to: 0 });
});

test('a held order loses what has gone and gains what has come at its end', () => {
  expect(keepOrder([1, 2, 3], [4, 3, 1])).toEqual([1, 3, 4]);
});
