// Canned replies: which fit what is typed, in whose language, with the names filled in.

import type { CannedReply, Id } from '@shared/contracts';
import { pickLocale } from '@shared/i18n/texts';

export interface Names {
  customer: string;
  agent: string;
  shop: string;
}

/** What the desk calls somebody who gave no name, such as `#4F2A`: not a name to greet them by. */
const GIVEN = /^#[\dA-F]{4}$/;

/** Put the names in the places `{customer}`, `{agent}`, `{shop}`; other braces stay as they are. */
export function fill(text: string, names: Names): string {
  return (GIVEN.test(names.customer) ? withoutName(text) : text).replace(
    /\{(customer|agent|shop)\}/g,
    (_, name: keyof Names) => names[name],
  );
}

/** The same sentence to somebody whose name is not known: the name goes with what belongs to it. */
function withoutName(text: string): string {
  return text
    .replace(/\{customer\}\s*(様|さま|さん)/g, 'お客様')
    .replace(/\{customer\}\s*(고객님|님)/g, '고객님')
    .replace(
      /(^|[.!?。！？]\s*|\n)\{customer\}[\s,，、]*(.?)/gu,
      (_, before, first) => before + first.toUpperCase(),
    )
    .replace(/[\s,，、]*\{customer\}/g, '');
}

/** The reply's language for a customer: theirs, else the shop's, else English, else the first. */
export function localeFor(
  texts: CannedReply['texts'],
  wanted: (string | null | undefined)[],
): string {
  const offered = Object.keys(texts);
  const wishes = [...wanted, 'en'].filter(tag => tag != null);
  return pickLocale(wishes, offered, offered[0] ?? '');
}

export interface Fitting {
  reply: CannedReply;
  locale: string;
  text: string;
}

/**
 * The replies that fit what was typed after `/`, best first: a shortcut that begins with it, then
 * one found in shortcut, title or text. Only the shop's own replies and those of every shop.
 */
export function fitting(
  replies: readonly CannedReply[],
  typed: string,
  shopId: Id,
  locales: (string | null | undefined)[],
): Fitting[] {
  const words = typed.normalize('NFKC').toLowerCase().trim();
  const found: (Fitting & { score: number })[] = [];
  for (const reply of replies) {
    if (reply.shop_id !== null && reply.shop_id !== shopId) continue;
    const locale = localeFor(reply.texts, locales);
    const text = reply.texts[locale] ?? '';
    const shortcut = reply.shortcut.toLowerCase();
    const hay = `${shortcut} ${reply.title} ${text}`.normalize('NFKC').toLowerCase();
    const score = shortcut.startsWith(words) ? 0 : hay.includes(words) ? 1 : 2;
    if (score < 2) found.push({ reply, locale, text, score });
  }
  return found.sort(
    (a, b) => a.score - b.score || a.reply.shortcut.localeCompare(b.reply.shortcut),
  );
}

/** What was typed after the `/` that opens the list, or null: only at a line's start or a blank. */
export function slashAt(text: string, caret: number): { from: number; typed: string } | null {
  const found = /(?:^|\s)\/([^\s/]*)$/.exec(text.slice(0, caret));
  if (!found) return null;
  const typed = found[1] ?? '';
  return { from: caret - typed.length - 1, typed };
}
