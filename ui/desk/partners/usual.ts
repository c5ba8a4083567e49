// What each kind is mostly asked with, so that it can be sent as it stands.

import { knownZone } from '@shared/i18n/time';
import type { KindField, RequestKindView, Value, Values } from '@shared/partners';
import { fieldValue } from '../promises/times';

const DAYS_AHEAD = 3;
const DAY = 86_400_000;

/** The usual values of what a kind must be asked with; days are those of the agent's zone. */
export function usual(kind: RequestKindView, now: number, zone: string): Values {
  const soon = now + DAYS_AHEAD * DAY;
  const found: Values = {};
  for (const field of kind.wanted) {
    const value = field.required ? usualOf(field, soon, zone) : undefined;
    if (value !== undefined) found[field.name] = value;
  }
  return found;
}

function usualOf(field: KindField, soon: number, zone: string): Value | undefined {
  const first = field.choices[0]?.name;
  if (field.type === 'choices') return first && [first];
  if (field.type === 'choice') return first;
  if (field.type === 'date') return fieldValue(soon, knownZone(zone)).slice(0, 10);
  if (field.type === 'moment') return new Date(soon).toISOString();
}

/** Whether a kind can be asked as it stands; a deadline, and a question, are a person's to say. */
export const standsAlone = (kind: RequestKindView): boolean =>
  !kind.asks_in_words && !kind.wanted.some(field => field.required && field.type === 'moment');
