// The texts of orders: a book of their own, so that the desk opens without them.

import { effect } from '@preact/signals';
import { TextBook } from '@shared/i18n/texts';
import { type DeskLocale, locale } from '../state/texts';
import type en from './texts/en.json';

export type OrderKey = keyof typeof en;

const book = new TextBook<OrderKey, DeskLocale>(
  {
    'zh-CN': () => import('./texts/zh-CN.json'),
    'zh-TW': () => import('./texts/zh-TW.json'),
    ja: () => import('./texts/ja.json'),
    ko: () => import('./texts/ko.json'),
    en: () => import('./texts/en.json'),
  },
  'en',
);
const PATIENCE = 2000;

export const { t: say } = book;

/** Whether there are any words yet; the reader is redrawn when they arrive. */
export const wordsReady = (): boolean => book.ready;

async function follow(wanted: DeskLocale): Promise<void> {
  try {
    await book.use(wanted);
  } catch {
    setTimeout(() => void follow(locale.peek()), PATIENCE); // the line is down, not the book lost
  }
}

effect(() => {
  void follow(locale.value);
});
