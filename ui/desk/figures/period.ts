// The periods one usually wants, as days of the reader's zone.

import { zone } from '../state/session';
import { times } from '../state/texts';

export const CHOICES = ['today', 'week', 'month', 'thisMonth', 'lastMonth'] as const;
export type Choice = (typeof CHOICES)[number];

export interface Days {
  first: string;
  last: string;
}

const DAY = 86_400_000;

export const today = (): string => times(zone()).dayKey(Date.now());

/** A day so many days after another: `2026-03-01`, -1 is `2026-02-28`. */
export const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** The days of a usual period, seen from a day. */
export function daysOf(choice: Choice, now: string = today()): Days {
  const begin = `${now.slice(0, 7)}-01`;
  switch (choice) {
    case 'today':
      return { first: now, last: now };
    case 'week':
      return { first: dayAfter(now, -6), last: now };
    case 'month':
      return { first: dayAfter(now, -29), last: now };
    case 'thisMonth':
      return { first: begin, last: now };
    case 'lastMonth': {
      const last = dayAfter(begin, -1);
      return { first: `${last.slice(0, 7)}-01`, last };
    }
  }
}
