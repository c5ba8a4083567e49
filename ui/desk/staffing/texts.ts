// The texts of staffing.

import { chapter } from '../state/chapters';
import { locale } from '../state/texts';
import type { Day } from './clock';
import type en from './texts/en.json';

export type StaffingKey = keyof typeof en;

export const { say, wordsReady } = chapter<StaffingKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
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
