// A part of the desk with texts of its own, so that the desk opens without them: they are loaded
// when the part is first looked at, and follow the desk's language from then on.

import { effect } from '@preact/signals';
import { type Catalogue, TextBook } from '@shared/i18n/texts';
import { type DeskLocale, locale } from './texts';

const PATIENCE = 2000;

type Loaders<K extends string> = Record<DeskLocale, () => Promise<{ default: Catalogue<K> }>>;

/** The texts behind these loaders: `say` and `sayRich` read them, redrawn when they arrive. */
export function chapter<K extends string>(loaders: Loaders<K>) {
  const book = new TextBook<K, DeskLocale>(loaders, 'en');

  async function follow(wanted: DeskLocale): Promise<void> {
    try {
      await book.use(wanted);
    } catch {
      setTimeout(() => void follow(locale.peek()), PATIENCE); // the line is down, not the book lost
    }
  }

  effect(() => {
    void follow(locale.value);
  });
  return {
    say: book.t,
    sayRich: book.rich,
    /** Whether a word that came from elsewhere, such as a kind of event, has a text here. */
    hasWords: (key: string): key is K => book.has(key),
    /** Whether there are any words yet; the reader is redrawn when they arrive. */
    wordsReady: (): boolean => book.ready,
  };
}
