// The widget's words in the reader's language: one catalogue loaded at a time, the shop's own first.

import type { Shop } from '../contract.ts';
import { type Signal, signal } from '../state/signal.ts';
import type en from './catalogues/en.ts';
import type { Locale } from './locale.ts';

export type Catalogue = Record<keyof typeof en, string>;
export type Words = (key: keyof Catalogue, params?: Readonly<Record<string, unknown>>) => string;

/** The languages, each by its own name. */
export const NAMES: Record<Locale, string> = {
  'zh-CN': '简体中文',
  'zh-TW': '繁體中文',
  ja: '日本語',
  ko: '한국어',
  en: 'English',
  fr: 'Français',
  es: 'Español',
};

/** Names the build of the catalogues; set by `vite.config.ts`. */
declare const CATALOGUES: string;

const catalogue = async (locale: Locale): Promise<Catalogue> =>
  ((await import(/* @vite-ignore */ `./${locale}-${CATALOGUES}.js`)) as { default: Catalogue })
    .default;

export interface Texts {
  /** The language of the words now shown. */
  locale: Readonly<Signal<Locale>>;
  t: Words;
  /** Resolves when the words are there; until then the former ones stay. */
  speak(locale: Locale): Promise<void>;
}

export async function texts(first: Locale, shop: Signal<Shop>): Promise<Texts> {
  const locale = signal(first);
  const words = signal(await catalogue(first));
  return {
    locale,
    t(key, params = {}) {
      const own = shop.value.widget.texts[key]?.[locale.value];
      return (own || words.value[key]).replace(
        /\{(\w+)\}/g,
        (hole, name) => (params[name] ?? hole) as string,
      );
    },
    async speak(wanted) {
      words.value = await catalogue(wanted);
      locale.value = wanted;
    },
  };
}
