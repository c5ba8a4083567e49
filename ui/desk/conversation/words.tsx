// A message's text: never markup, addresses made links, each in its own direction and language.

import type { ComponentChild } from 'preact';

// Ends before punctuation that belongs to the sentence, in any of the desk's scripts.
const ADDRESS =
  /https?:\/\/[^\s<>"'「」『』（）()，。、；！？]+[^\s<>"'「」『』（）()，。、；！？.,;:!?]/g;

/** Split a text into plain pieces and web addresses. */
export function pieces(text: string): { text: string; href?: string }[] {
  const found: { text: string; href?: string }[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > from) found.push({ text: text.slice(from, match.index) });
    found.push({ text: match[0], href: match[0] });
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
          piece.href ? (
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
