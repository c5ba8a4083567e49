// Which of a shop's own texts a reader gets.

import type { Texts } from '../contract.ts';

/** The shop's own text in the reader's language, else in its nearest relative, else in any. */
export function pick(texts: Texts, locale: string, home: string): string | undefined {
  const language = locale.split('-')[0] as string;
  const near = Object.keys(texts).find(key => key.split('-')[0] === language);
  return texts[locale] ?? texts[near ?? ''] ?? texts.en ?? texts[home] ?? Object.values(texts)[0];
}
