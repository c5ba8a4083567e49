import { describe, expect, it } from 'vitest';
import { readAmount, writeAmount } from './amounts';

describe('an amount that somebody writes', () => {
  it.each([
    ['1,980', 'JPY', 1980],
    ['１９８０', 'JPY', 1980],
    [' 19.8 ', 'USD', 1980],
    ['19', 'USD', 1900],
    ['19.', 'USD', 1900],
    ['1.234', 'KWD', 1234],
    ['0.07', 'USD', 7],
    // Browsers write these without small coins; platforms and the server count them.
    ['19800', 'HUF', 1980000],
    ['25000', 'IDR', 2500000],
  ])('%s %s is %d', (text, currency, amount) => {
    expect(readAmount(text, currency)).toBe(amount);
  });

  it.each([
    ['', 'JPY'],
    ['19.80', 'JPY'],
    ['19.801', 'USD'],
    ['-1', 'USD'],
    ['1e3', 'USD'],
    ['¥100', 'JPY'],
    ['9999999999999', 'JPY'],
  ])('%s %s is none', (text, currency) => {
    expect(readAmount(text, currency)).toBeNull();
  });

  it('is written as it is read', () => {
    for (const currency of ['JPY', 'USD', 'KWD'])
      for (const amount of [0, 1, 70, 1980, 123456])
        expect(readAmount(writeAmount(amount, currency), currency)).toBe(amount);
  });
});
