// The texts of orders.

import { chapter } from '../../state/chapters';
import type en from './texts/en.json';

export type RefundKey = keyof typeof en;

export const { say, wordsReady } = chapter<RefundKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
