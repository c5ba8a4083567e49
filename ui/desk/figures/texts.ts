// The texts of the wallboard and the figures.

import { chapter } from '../state/chapters';
import type en from './texts/en.json';

export type FiguresKey = keyof typeof en;

export const { say, hasWords, wordsReady } = chapter<FiguresKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
