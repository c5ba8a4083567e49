import { expect, test } from 'vitest';
import { excerpt } from './find';

const marked = (text: string, q: string, length?: number) =>
  excerpt(text, q, length)
    .map(piece => (piece.hit ? `[${piece.text}]` : piece.text))
    .join('');

test('every word is marked, in the text as it was written', () => {
  expect(marked('送料について、送料は無料です', '送料')).toBe('[送料]について、[送料]は無料です');
  expect(marked('The Parcel is late', 'PARCEL late')).toBe('The [Parcel] is [late]');
});

test('search folds widths, and so do the marks', () => {
  expect(marked('ＡＢＣ商品', 'abc')).toBe('[ＡＢＣ]商品');
  expect(marked('㍿です', '株式会社')).toBe('[㍿]です');
});

test('a long text is shown around its first hit', () => {
  const text = `${'前'.repeat(300)}運送${'後'.repeat(300)}`;
  const shown = marked(text, '運送', 60);
  expect(shown).toContain('[運送]');
  expect(shown.startsWith('…') && shown.endsWith('…')).toBe(true);
  expect(shown.length).toBeLessThan(70);
});

test('without a hit the beginning is shown', () => {
  expect(marked('found by its other form', '別')).toBe('found by its other form');
});
