// Which of the widget's languages a reader gets.

/** The languages the widget speaks. */
export const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en', 'fr', 'es'] as const;

export type Locale = (typeof LOCALES)[number];

/** The widget's language for a BCP 47 tag: script before region for Chinese; null if it has none. */
export function match(tag: string): Locale | null {
  const [language, ...rest] = tag.toLowerCase().split(/[-_]/);
  if (language === 'zh' || language === 'yue') {
    const traditional = /hant|^(?!.*hans).*(tw|hk|mo)/.test(rest.join('-'));
    return traditional || (language === 'yue' && !rest.includes('hans')) ? 'zh-TW' : 'zh-CN';
  }
  return LOCALES.find(locale => locale === language) ?? null;
}

/** The first wish that is offered; English where none is. */
export function choose(
  wishes: readonly (string | null | undefined)[],
  offered: readonly string[],
): Locale {
  const open = offered.length ? offered : LOCALES;
  for (const wish of wishes) {
    const found = wish ? match(wish) : null;
    if (found && open.includes(found)) return found;
  }
  return match(open[0] ?? '') ?? 'en';
}
