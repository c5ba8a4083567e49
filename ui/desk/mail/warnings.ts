// What was odd about a mail, in words.

import { hasWords, say } from './texts';

/** Warnings that nobody should overlook; the rest stands among the details. */
export const GRAVE: ReadonlySet<string> = new Set([
  'own-domain-from-outside',
  'own-address-as-name',
  'own-name-from-outside',
  'other-sender',
  'unreadable',
  'too-large',
  'not-given',
]);

export const warningText = (code: string): string =>
  hasWords(`warning.${code}`) ? say(`warning.${code}` as never) : say('warning.other', { code });
