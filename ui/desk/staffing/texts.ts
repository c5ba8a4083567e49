// The texts of staffing: a book of their own, so that the desk opens without them.

import { effect } from '@preact/signals';
import { TextBook } from '@shared/i18n/texts';
import { type DeskLocale, locale } from '../state/texts';
import type { Day } from './clock';
import type en from './texts/en.json';

export type StaffingKey = keyof typeof en;

const book = new TextBook<StaffingKey, DeskLocale>(
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

/** A calendar day as it is spoken of: Mon 23 Nov. */
export const when = (day: Day): string =>
  format({ weekday: 'short', month: 'short', day: 'numeric' }, day);
export const weekday = (day: Day): string => format({ weekday: 'short' }, day);
export const dayOfMonth = (day: Day): string => format({ month: 'numeric', day: 'numeric' }, day);

const formats = new Map<string, Intl.DateTimeFormat>();

function format(options: Intl.DateTimeFormatOptions, day: Day): string {
  const key = `${locale.value} ${Object.keys(options)}`;
  let made = formats.get(key);
  if (!made) {
    made = new Intl.DateTimeFormat(locale.value, { ...options, timeZone: 'UTC' });
    formats.set(key, made);
  }
  return made.format(Date.parse(day));
}

/** 0.853 is 85 %. */
export const percent = (share: number): string =>
  share.toLocaleString(locale.value, { style: 'percent', maximumFractionDigits: 0 });

export const number = (value: number, digits = 1): string =>
  value.toLocaleString(locale.value, { maximumFractionDigits: digits });
