// Amounts as the server counts them: whole minor units, so many digits for each currency.

// Unicode CLDR, as `orders/rules/money.py` reads it. Not asked of Intl: browsers leave out small
// coins that hardly anybody uses (HUF, IDR), each in its own editions.
const NONE = new Set(
  'AFN ALL BIF CLP DJF GNF IQD IRR ISK JPY KMF KPW KRW LAK LBP MGA MMK PYG RSD RWF SOS SYP UGX VND VUV XAF XOF XPF YER'.split(
    ' ',
  ),
);
const THREE = new Set('BHD JOD KWD LYD OMR TND'.split(' '));

/** How many digits stand behind the point of a currency. */
export function minorDigits(currency: string): number {
  if (NONE.has(currency)) return 0;
  return THREE.has(currency) ? 3 : 2;
}

/** An amount as money: ¥1,980, NT$630, $19.80. */
export function money(amount: number, currency: string, locale: string): string {
  const digits = minorDigits(currency);
  const style = { style: 'currency', currency } as const;
  const usual = new Intl.NumberFormat(locale, style).resolvedOptions().minimumFractionDigits ?? 2;
  const whole = amount % 10 ** digits === 0;
  return new Intl.NumberFormat(locale, {
    ...style,
    // Whole forints are written without fillér, as people do; none are ever rounded away.
    minimumFractionDigits: whole ? Math.min(usual, digits) : digits,
    maximumFractionDigits: digits,
  }).format(amount / 10 ** digits);
}
