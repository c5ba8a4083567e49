// Names one after the other, as the reader's language strings them.

import { locale } from '../../state/texts';

/** The names in a row; in Chinese and Japanese with their own comma, which Intl leaves out. */
export function inARow(names: readonly string[], spoken: string = locale.value): string {
  return names.join(/^(zh|ja)/.test(spoken) ? '、' : ', ');
}
