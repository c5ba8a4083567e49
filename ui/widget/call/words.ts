// The words of calls, in the reader's language: fetched when somebody wants to call, as the rest.

import type { Locale } from '../text/locale.ts';
import type en from './words/en.ts';

export type Words = Record<keyof typeof en, string>;

const ALL: Record<Locale, () => Promise<{ default: Words }>> = {
  'zh-CN': () => import('./words/zh-CN.ts'),
  'zh-TW': () => import('./words/zh-TW.ts'),
  ja: () => import('./words/ja.ts'),
  ko: () => import('./words/ko.ts'),
  en: () => import('./words/en.ts'),
  fr: () => import('./words/fr.ts'),
  es: () => import('./words/es.ts'),
};

export const wordsIn = async (locale: Locale): Promise<Words> => (await ALL[locale]()).default;

/** Put what is named into the holes of a text. */
export const fill = (text: string, params: Readonly<Record<string, unknown>>): string =>
  text.replace(/\{(\w+)\}/g, (_, name) => String(params[name] ?? ''));
