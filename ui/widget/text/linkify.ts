// Finds the web addresses in a message. Whatever could lead elsewhere than it seems stays plain text.

export type Piece = string | { href: string; text: string };

// Only printable ASCII: in Chinese, Japanese and Korean the sentence goes on right after an address.
const ADDRESS = /https?:\/\/[!#-;=?-[\]_a-z~]+/gi;
const CLOSERS: Record<string, string> = { ')': '(', ']': '[' };

/** `body` cut into plain text and links; the pieces joined give `body` again. */
export function linkify(body: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of body.matchAll(ADDRESS)) {
    const text = trimmed(match[0]);
    const href = safe(text, body.slice(match.index + text.length));
    if (!href) continue;
    if (match.index > done) pieces.push(body.slice(done, match.index));
    pieces.push({ href, text });
    done = match.index + text.length;
  }
  if (done < body.length) pieces.push(body.slice(done));
  return pieces;
}

/** Without the punctuation of the sentence around it, but with brackets it opened itself. */
function trimmed(address: string): string {
  let text = address;
  for (;;) {
    const last = text.at(-1) as string;
    const opener = CLOSERS[last];
    const loose = opener && text.split(last).length > text.split(opener).length;
    if (!loose && !/[.,;:!?'*_~]/.test(last)) return text;
    text = text.slice(0, -1);
  }
}

/** The address to go to, or null where host and text could be taken for something else. */
function safe(text: string, rest: string): string | null {
  const following = rest[0] ?? '';
  const cjk = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
  // A letter of another script or an invisible mark glued to it: "https://a.com" + Cyrillic.
  if (/[\p{L}\p{M}\p{Cf}]/u.test(following) && !cjk.test(following)) return null;
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return null;
  }
  const { hostname, username, password } = url;
  const plain = /^https?:\/\/([^/?#]*)/i.exec(text)?.[1] ?? '';
  if (username || password || plain.includes('@')) return null;
  if (!hostname.includes('.') || /(^|\.)xn--/i.test(hostname)) return null;
  if (plain.replace(/:\d*$/, '').toLowerCase() !== hostname) return null;
  return url.href;
}
