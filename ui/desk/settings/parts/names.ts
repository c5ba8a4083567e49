// Languages and countries by the names that their readers look for.

import { language, locale } from '../../state/texts';

/** A language's name for readers: Chinese by its script, which is what its readers look for. */
export function languageOf(tag: string): string {
  const script = { 'zh-CN': 'zh-Hans', 'zh-TW': 'zh-Hant' }[tag];
  return language(script ?? tag);
}

/** A country by its code; the part of one that a program has named stands behind it. */
export function countryName(code: string): string {
  const [country = '', ...part] = code.split('-');
  const name = new Intl.DisplayNames([locale.value], { type: 'region' }).of(country) ?? country;
  return [name, ...part].join(' ');
}
