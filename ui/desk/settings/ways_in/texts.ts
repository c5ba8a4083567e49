// The texts of the ways in: a colleague's sessions, links to a new password, recovery codes.

import { chapter } from '../../state/chapters';
import type en from './texts/en.json';

export type WaysInKey = keyof typeof en;

export const { say, wordsReady } = chapter<WaysInKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
