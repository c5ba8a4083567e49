// How what is sent is written: JSON that every reader takes.

/** Half a character (an emoji that somebody's program has cut in two), as JSON writes it. */
const ESCAPES = /\\(?:ud[89a-f]..|.)/g;

/** Write `it` as JSON; half a character becomes U+FFFD, for the desk takes whole ones alone. */
export const written = (it: unknown): string =>
  JSON.stringify(it).replace(ESCAPES, each => (each.length > 2 ? '\ufffd' : each));
