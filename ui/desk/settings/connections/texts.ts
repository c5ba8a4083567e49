// The texts of connections.

import { chapter } from '../../state/chapters';
import type en from './texts/en.json';

export type ConnectionKey = keyof typeof en;

export const { say, hasWords, wordsReady } = chapter<ConnectionKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
