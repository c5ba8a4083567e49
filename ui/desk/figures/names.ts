// What the parts of a period are called.

import { people, shops, teams } from '../state/store';
import { language, locale } from '../state/texts';
import type { Split } from './contracts';
import { channelName, countryName } from './filter';
import { say } from './texts';

/** A part's name in the desk's language; what has none is said to be without. */
export function partName(split: Split, key: string | number | null): string {
  if (key === null) return say('without');
  const id = Number(key);
  switch (split) {
    case 'day':
      return new Intl.DateTimeFormat(locale.value, {
        timeZone: 'UTC',
        month: 'numeric',
        day: 'numeric',
        weekday: 'short',
      }).format(Date.parse(`${key}T00:00Z`));
    case 'shop':
      return shops.get(id)?.name ?? `#${key}`;
    case 'team':
      return teams.get(id)?.name ?? `#${key}`;
    case 'person':
      return people.get(id)?.name ?? `#${key}`;
    case 'channel':
      return channelName(String(key));
    case 'language':
      return language(String(key));
    case 'country':
      return countryName(String(key));
  }
}
