// An amount as somebody writes it, in minor units: "1,980" yen, "19.80" dollars, "１９８０".

import { minorDigits } from '@shared/money';

/** Minor units, or null for what is no amount of this currency. Groups are parted by commas. */
export function readAmount(text: string, currency: string): number | null {
  const digits = minorDigits(currency);
  const plain = text.normalize('NFKC').replace(/[\s,]/g, '');
  const found = /^(\d{1,12})(?:\.(\d*))?$/.exec(plain);
  const behind = found?.[2] ?? '';
  if (!found || behind.length > digits) return null;
  return Number(found[1] + behind.padEnd(digits, '0'));
}

/** An amount as it stands in a field: 1980 cents are "19.80". */
export function writeAmount(amount: number, currency: string): string {
  return (amount / 10 ** minorDigits(currency)).toFixed(minorDigits(currency));
}
