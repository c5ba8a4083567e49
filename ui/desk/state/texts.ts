// The desk's texts: five languages, loaded one at a time.

import { validityWords } from '@shared/components/validity';
import { pickLocale, TextBook } from '@shared/i18n/texts';
import { languageName, type TimeFormats, timeFormats } from '@shared/i18n/time';
import { recall, remember } from '@shared/storage';
import type en from '../texts/en.json';

export const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'] as const;
export type DeskLocale = (typeof LOCALES)[number];
export type TextKey = keyof typeof en;

/** How each language calls itself. */
export const LOCALE_NAMES: Record<DeskLocale, string> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  ja: '日本語',
  ko: '한국어',
  en: 'English',
};

const KEPT = 'madoguchi.locale';

const book = new TextBook<TextKey, DeskLocale>(
  {
    'zh-CN': () => import('../texts/zh-CN.json'),
    'zh-TW': () => import('../texts/zh-TW.json'),
    ja: () => import('../texts/ja.json'),
    ko: () => import('../texts/ko.json'),
    en: () => import('../texts/en.json'),
  },
  'en',
);

export const { t, rich, locale } = book;
export const hasText = (key: string): key is TextKey => book.has(key);

validityWords.value = {
  missing: () => t('field.missing'),
  number: () => t('field.number'),
  step: step => (step === 1 ? t('field.whole') : t('field.step', { step })),
  least: least => t('field.least', { least }),
  most: most => t('field.most', { most }),
  email: () => t('field.email'),
  url: () => t('field.url'),
  short: count => t('field.short', { count }),
  wrong: () => t('field.wrong'),
};

/** The desk language for a wish: a person's setting, else what this browser kept or prefers. */
export function wantedLocale(setting?: string | null): DeskLocale {
  const kept = recall<string | null>(KEPT, null);
  const wanted = [setting, kept, ...navigator.languages].filter(tag => tag != null);
  return pickLocale(wanted, LOCALES, 'en');
}

/** Show the desk in this language, on the page's `lang` too. */
export async function speak(wanted: DeskLocale): Promise<void> {
  await book.use(wanted);
  if (locale.peek() !== wanted) return; // another language was wished for meanwhile
  document.documentElement.lang = wanted;
  remember(KEPT, wanted);
}

/** Names in a row; in Chinese and Japanese with their own comma, which Intl leaves out. */
export function inARow(names: readonly string[], spoken: string = locale.value): string {
  return names.join(/^(zh|ja)/.test(spoken) ? '、' : ', ');
}

/** Sentences one after the other; Chinese and Japanese leave no space between them. */
export const inSentences = (...said: readonly string[]): string =>
  said.filter(Boolean).join(/^(zh|ja)/.test(locale.value) ? '' : ' ');

/** A language's name in the desk's language. */
export const language = (tag: string): string => languageName(tag, locale.value);

/** Dates and times in the desk's language, in the zone of `zone()` unless told otherwise. */
export const times = (zone: string): TimeFormats => timeFormats(locale.value, zone);
