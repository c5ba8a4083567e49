// A message's text: never markup, addresses made links, each in its own direction and language.

import { linkify } from '@shared/linkify';
import type { ComponentChild } from 'preact';

// With a country's code, or as China's mobiles, Japan, Taiwan and Korea write their own: an order's
// number looks like none of these.
const NUMBER =
  /(?<![\w+.-])(?:\+\d{1,3}(?:[ .-]?\(?\d{1,4}\)?){2,5}|1[3-9]\d{9}|0\d{1,4}[- ]\d{1,4}[- ]\d{3,4})(?![\w-])/g;
const MOST_DIGITS = 15;

interface Piece {
  text: string;
  href?: string;
}

/** Split a text into plain pieces, web addresses and telephone numbers. */
export const pieces = (text: string): Piece[] =>
  linkify(text).flatMap(piece => (typeof piece === 'string' ? numbers(piece) : piece));

function numbers(text: string): Piece[] {
  const found: Piece[] = [];
  let from = 0;
  for (const { 0: written, index } of text.matchAll(NUMBER)) {
    const number = written.replace(/[^\d+]/g, '');
    if (number.length > MOST_DIGITS + 1) continue;
    if (index > from) found.push({ text: text.slice(from, index) });
    found.push({ text: written, href: `tel:${number}` });
    from = index + written.length;
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
