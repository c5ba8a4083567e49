// A text in one language among those in others.

import type { Texts } from '@shared/contracts';

/** A text in one language put among the others; an empty one is none. */
export function withText(texts: Texts | undefined, locale: string, text: string): Texts {
  const { [locale]: _, ...others } = texts ?? {};
  return text ? { ...others, [locale]: text } : others;
}
