import { expect, test } from 'vitest';
import { contrast, parse } from '../../../widget/text/contrast';
import { TAG_COLORS } from './palette';

// The surfaces of tokens.css as sRGB: light paper and the raised dark one, the hardest of each.
const LIGHT = parse('#f5f4f2');
const DARK = parse('#23252b');

test.each(TAG_COLORS)('$name is seen on light and on dark', ({ value }) => {
  expect(contrast(parse(value), LIGHT)).toBeGreaterThanOrEqual(3);
  expect(contrast(parse(value), DARK)).toBeGreaterThanOrEqual(3);
});

test('no two are the same', () => {
  expect(new Set(TAG_COLORS.map(each => each.value)).size).toBe(TAG_COLORS.length);
});
