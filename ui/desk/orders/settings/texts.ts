// The texts of how a shop asks its customers by cards.

import { chapter } from '../../state/chapters';
import type en from './texts/en.json';

export const { say, wordsReady } = chapter<keyof typeof en>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
