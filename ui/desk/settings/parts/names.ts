// Names one after the other, as the reader's language strings them.

import { language, locale } from '../../state/texts';

/** The names in a row; in Chinese and Japanese with their own comma, which Intl leaves out. */
export function inARow(names: readonly string[], spoken: string = locale.value): string {
  return names.join(/^(zh|ja)/.test(spoken) ? '、' : ', ');
}

/** A language's name for readers: Chinese by its script, which is what its readers look for. */
export function languageOf(tag: string): string {
  const script = { 'zh-CN': 'zh-Hans', 'zh-TW': 'zh-Hant' }[tag];
  return language(script ?? tag);
}
