// A message's text: never markup, addresses made links, each in its own direction and language.

import type { ComponentChild } from 'preact';

// Ends before punctuation that belongs to the sentence, in any of the desk's scripts.
const ADDRESS =
  /https?:\/\/[^\s<>"'「」『』（）()，。、；！？]+[^\s<>"'「」『』（）()，。、；！？.,;:!?]/g;

// With a country's code, or as China's mobiles, Japan, Taiwan and Korea write their own: an order's
// number looks like none of these.
const NUMBER =
  /(?<![\w+.-])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}|1[3-9]\d{9}|0\d{1,4}[- ]\d{1,4}[- ]\d{3,4})(?![\w-])/g;
const MOST_DIGITS = 15;

/** Split a text into plain pieces, web addresses and telephone numbers. */
export function pieces(text: string): { text: string; href?: string }[] {
  const found: { text: string; href?: string }[] = [];
  let from = 0;
  for (const match of [...text.matchAll(ADDRESS), ...text.matchAll(NUMBER)].sort(
    (one, other) => one.index - other.index,
  )) {
    const number = /^https?:/.test(match[0]) ? null : match[0].replace(/[^\d+]/g, '');
    // What stands within an address is part of it.
    if (match.index < from || (number && number.length > MOST_DIGITS + 1)) continue;
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: match[0], href: number ? `tel:${number}` : match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) found.push({ text: text.slice(from) });
  return found;
}

export function Words({ text, lang }: { text: string; lang: string | null }) {
  return (
    <div class="words" dir="auto" lang={lang ?? undefined}>
      {pieces(text).map(
        (piece, index): ComponentChild =>
          piece.href?.startsWith('tel:') ? (
            <a key={index} href={piece.href}>
              {piece.text}
            </a>
          ) : piece.href ? (
            <a key={index} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
              {piece.text}
            </a>
          ) : (
            piece.text
          ),
      )}
    </div>
  );
}
