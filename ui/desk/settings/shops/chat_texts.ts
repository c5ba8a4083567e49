// The chat window's usual words, and which of them a shop may want to say its own way.

import { signal } from '@preact/signals';
import type { Locale } from '../../../widget/text/locale';
import type { Catalogue } from '../../../widget/text/texts';

/** Those that carry a shop's tone; the rest are names of buttons. */
export const OWN_TEXTS = [
  'here',
  'away',
  'closed',
  'leave',
  'placeholder',
  'rate',
  'thanks',
  'line_resolved',
] as const satisfies readonly (keyof Catalogue)[];

const LOADERS: Record<Locale, () => Promise<{ default: Catalogue }>> = {
  'zh-CN': () => import('../../../widget/text/catalogues/zh-CN'),
  'zh-TW': () => import('../../../widget/text/catalogues/zh-TW'),
  ja: () => import('../../../widget/text/catalogues/ja'),
  ko: () => import('../../../widget/text/catalogues/ko'),
  en: () => import('../../../widget/text/catalogues/en'),
  fr: () => import('../../../widget/text/catalogues/fr'),
  es: () => import('../../../widget/text/catalogues/es'),
};

const isLocale = (locale: string): locale is Locale => Object.hasOwn(LOADERS, locale);
const found = signal<Partial<Record<Locale, Catalogue>>>({});

/** The usual words in a language, fetched when first asked for; the reader is redrawn then. */
export function usualTexts(locale: string): Partial<Catalogue> {
  const wanted = isLocale(locale) ? locale : 'en';
  const held = found.value[wanted];
  if (!held) void loadTexts(wanted).catch(() => {}); // the placeholders stay empty, nothing more
  return held ?? {};
}

/** The same, for who needs them whole. */
export async function loadTexts(locale: string): Promise<Catalogue> {
  const wanted = isLocale(locale) ? locale : 'en';
  const held = found.peek()[wanted];
  if (held) return held;
  const { default: catalogue } = await LOADERS[wanted]();
  found.value = { ...found.peek(), [wanted]: catalogue };
  return catalogue;
}
