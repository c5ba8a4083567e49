import { expect, test } from 'vitest';
import { minorDigits, money } from './money';

test.each([
  [1980, 'JPY', '1,980'],
  [1980, 'USD', '19.80'],
  [198000, 'HUF', '1,980'],
  [198050, 'HUF', '1,980.50'],
  [2500000, 'IDR', '25,000'],
  [5000, 'RSD', '5,000'],
  [1234, 'KWD', '1.234'],
])('%d minor units of %s are %s', (amount, currency, written) => {
  expect(money(amount, currency, 'en').replace(/[^\d.,]/g, '')).toBe(written);
});

test('every amount is written with as many digits as it has', () => {
  for (const currency of ['JPY', 'USD', 'IDR', 'RSD', 'KWD'])
    for (const amount of [0, 1, 99, 12345]) {
      const digits = minorDigits(currency);
      const read = Number(money(amount, currency, 'en').replace(/[^\d.]/g, ''));
      expect(Math.round(read * 10 ** digits)).toBe(amount);
    }
});
