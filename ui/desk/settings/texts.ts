// The texts of settings, set-up and invitations.

import { chapter } from '../state/chapters';
import type en from './texts/en.json';

export type SettingsKey = keyof typeof en;

export const { say, sayRich, hasWords, wordsReady } = chapter<SettingsKey>({
  'zh-CN': () => import('./texts/zh-CN.json'),
  'zh-TW': () => import('./texts/zh-TW.json'),
  ja: () => import('./texts/ja.json'),
  ko: () => import('./texts/ko.json'),
  en: () => import('./texts/en.json'),
});
