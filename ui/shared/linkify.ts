// Finds the web addresses in a message. Whatever could lead elsewhere than it seems stays plain text.

export type Piece = string | { href: string; text: string };

// A plain ASCII host with a name at its end, perhaps a port, perhaps a path. Only ASCII in the path,
// too: in Chinese, Japanese and Korean the sentence goes on right after an address.
const ADDRESS =
  /https?:\/\/((?:[a-z\d](?:[a-z\d-]*[a-z\d])?\.)+[a-z]{2,})(?::\d+)?(?:[/?#][!#-;=?-[\]_a-z~]*)?/gi;

// A host that does not end where it seems to: a user name before it, a letter of another script or
// an invisible mark glued to it.
const GOES_ON =
  /^([^\s/?#]*@|[.-]*(?![\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Hang}])[\p{L}\p{M}\p{N}\p{Cf}])/u;

/** `body` cut into plain text and links; the pieces joined give `body` again. */
export function linkify(body: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const { 0: found, 1: host = '', index } of body.matchAll(ADDRESS)) {
    const text = trimmed(found);
    const end = index + text.length;
    const bare = !/[/?#]/.test(text.slice(8));
    if (/(^|\.)xn--/i.test(host) || (bare && GOES_ON.test(body.slice(end)))) continue;
    pieces.push(body.slice(done, index), { href: text, text });
    done = end;
  }
  return [...pieces, body.slice(done)].filter(piece => piece !== '');
}

/** Without the punctuation of the sentence around it, but with brackets it opened itself. */
function trimmed(address: string): string {
  const text = address.replace(/[.,;:!?'*_~]+$/, '');
  const loose = /[)\]]$/.test(text) && !/[([]/.test(text);
  return loose ? trimmed(text.slice(0, -1)) : text;
}
