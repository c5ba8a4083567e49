// Catalogues of texts by language: loaded when chosen, read through typed keys, plurals by Intl.

import { batch, type ReadonlySignal, signal } from '@preact/signals';
import type { ComponentChild } from 'preact';

export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };
export type Catalogue<K extends string = string> = Record<K, string | Plural>;
export type Params = Record<string, string | number>;
type Loader<K extends string> = () => Promise<{ default: Catalogue<K> }>;

const PLACEHOLDER = /\{(\w+)\}/g;

/** The first of `offered` that serves one of the wanted BCP 47 tags, in their order of wish. */
export function pickLocale<L extends string>(
  wanted: readonly string[],
  offered: readonly L[],
  otherwise: L,
): L {
  for (const tag of wanted) {
    const whole = offered.find(locale => locale.toLowerCase() === tag.toLowerCase());
    if (whole) return whole;
    const { language, script, region } = safeLocale(tag);
    if (language === 'zh') {
      const traditional = script === 'Hant' || ['TW', 'HK', 'MO'].includes(region ?? '');
      const chinese = offered.find(locale => locale === (traditional ? 'zh-TW' : 'zh-CN'));
      if (chinese) return chinese;
    }
    const near = offered.find(locale => locale.split('-')[0] === language);
    if (near) return near;
  }
  return otherwise;
}

function safeLocale(tag: string): { language: string; script?: string; region?: string } {
  try {
    const { language, script, region } = new Intl.Locale(tag.replaceAll('_', '-'));
    return { language, script, region };
  } catch {
    return { language: '' };
  }
}

/** One screen's (or one lazy part's) texts in all its languages. */
export class TextBook<K extends string, L extends string> {
  readonly #loaders: Record<L, Loader<K>>;
  readonly #locale;
  readonly #catalogue = signal<Catalogue<K> | null>(null);
  #wish: L | null = null;
  readonly #plurals = new Map<string, Intl.PluralRules>();

  constructor(loaders: Record<L, Loader<K>>, start: NoInfer<L>) {
    this.#loaders = loaders;
    this.#locale = signal<L>(start);
  }

  get locale(): ReadonlySignal<L> {
    return this.#locale;
  }

  /** Whether any catalogue is there to read from. */
  get ready(): boolean {
    return this.#catalogue.value !== null;
  }

  /**
   * Load a language and switch to it once it is there; until then the former one stays. Of two
   * wishes the later one counts, whichever arrives first.
   */
  async use(locale: L): Promise<void> {
    this.#wish = locale;
    if (this.#catalogue.peek() && this.#locale.peek() === locale) return;
    const { default: catalogue } = await this.#loaders[locale]();
    if (this.#wish !== locale) return;
    batch(() => {
      this.#catalogue.value = catalogue;
      this.#locale.value = locale;
    });
  }

  has(key: string): key is K {
    return Object.hasOwn(this.#catalogue.value ?? {}, key);
  }

  /** The text of `key`; `{name}` is filled from `params`, plural forms chosen by `params.count`. */
  t = (key: K, params: Params = {}): string =>
    this.#pattern(key, params).replace(PLACEHOLDER, (whole, name: string) =>
      name in params ? this.#show(params[name] as string | number) : whole,
    );

  /** Like `t`, with elements in the places: for names in bold, keys in boxes. */
  rich = (key: K, params: Record<string, ComponentChild>): ComponentChild[] =>
    this.#pattern(key, params)
      .split(/(\{\w+\})/)
      .map(part => {
        const name = part.startsWith('{') ? part.slice(1, -1) : null;
        return name !== null && name in params ? params[name] : part;
      });

  #show(value: string | number): string {
    return typeof value === 'number' ? value.toLocaleString(this.#locale.value) : value;
  }

  #pattern(key: K, params: Record<string, unknown>): string {
    const text = this.#catalogue.value?.[key];
    if (text === undefined) return '';
    if (typeof text === 'string') return text;
    const count = typeof params.count === 'number' ? params.count : 0;
    return text[this.#rule(count)] ?? text.other;
  }

  #rule(count: number): Intl.LDMLPluralRule {
    const locale = this.#locale.value;
    let rules = this.#plurals.get(locale);
    if (!rules) {
      rules = new Intl.PluralRules(locale);
      this.#plurals.set(locale, rules);
    }
    return rules.select(count);
  }
}
