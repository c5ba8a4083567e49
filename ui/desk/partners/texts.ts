// The texts of partners.

import { chapter } from '../state/chapters';
import { locale } from '../state/texts';
import type en from './texts/en.json';

export type PartnerKey = keyof typeof en;

export const { say, sayRich, wordsReady } = chapter<PartnerKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});

/** What a language is called in the reader's own. */
export const languageName = (language: string): string =>
  new Intl.DisplayNames([locale.value], { type: 'language' }).of(language) ?? language;
