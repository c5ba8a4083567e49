// Which of the widget's languages a reader gets.

/** The languages the widget speaks. */
export const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en', 'fr', 'es'] as const;

export type Locale = (typeof LOCALES)[number];

/** The widget's language for a BCP 47 tag: script before region for Chinese; null if it has none. */
export function match(tag: string): Locale | null {
  const wish = tag.toLowerCase();
  if (/^(zh|yue)(?![a-z])/.test(wish)) {
    return /hans/.test(wish) || !/hant|tw|hk|mo|yue/.test(wish) ? 'zh-CN' : 'zh-TW';
  }
  return LOCALES.find(locale => locale === wish.split(/[-_]/)[0]) ?? null;
}

/** The first wish that is offered; English where none is, or what the shop names first. */
export function choose(
  wishes: readonly (string | null | undefined)[],
  offered: readonly string[],
): Locale {
  const open = offered.length ? offered : LOCALES;
  for (const wish of wishes) {
    const found = wish ? match(wish) : null;
    if (found && open.includes(found)) return found;
  }
  return open.includes('en') ? 'en' : (match(open[0] ?? '') ?? 'en');
}
