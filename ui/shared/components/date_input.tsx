// A day or a time to be chosen: the browser's own field, its value written in the page's language.
// The browser would write it in its own; while one types, it does.

import type { InputHTMLAttributes } from 'preact';
import './date_input.css';

type Native = Omit<InputHTMLAttributes<HTMLInputElement>, 'type'>;

export interface DateInputProps extends Native {
  type: 'date' | 'time' | 'datetime-local' | 'color';
}

export function DateInput({ type, ...rest }: DateInputProps) {
  const { value } = rest;
  const { lang } = document.documentElement;
  const shown = typeof value === 'string' ? dateText(type, value, lang) : '';
  const props = { ...rest, type } as InputHTMLAttributes<HTMLInputElement>;
  return (
    <span
      class="date-input"
      data-shown={shown || undefined}
      data-empty={value ? undefined : emptyText(type, lang) || undefined}
    >
      <input {...props} />
    </span>
  );
}

/** A field's value as people of a language write it; nothing for what is no date. */
export function dateText(type: string, value: string, locale: string): string {
  const options = FORMS[type];
  const at = Date.parse(type === 'time' ? `1970-01-01T${value}Z` : zoned(value));
  if (!options || Number.isNaN(at)) return '';
  return new Intl.DateTimeFormat(locale || 'en', { ...options, timeZone: 'UTC' }).format(at);
}

/** What stands in a day's empty field: its parts as a language orders and calls them. */
export function emptyText(type: string, locale: string): string {
  if (type !== 'date' && type !== 'datetime-local') return '';
  const names = new Intl.DisplayNames(locale || 'en', { type: 'dateTimeField' });
  return new Intl.DateTimeFormat(locale || 'en', NUMBERS)
    .formatToParts(0)
    .map(part => (part.type in NUMBERS ? names.of(part.type) : part.value))
    .join('');
}

const zoned = (value: string): string => (value.includes('T') ? `${value}Z` : value);

const DAY = { year: 'numeric', month: 'short', day: 'numeric' } as const;
const NUMBERS = { year: 'numeric', month: '2-digit', day: '2-digit' } as const;
const CLOCK = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
const FORMS: Record<string, Intl.DateTimeFormatOptions> = {
  date: DAY,
  time: CLOCK,
  'datetime-local': { ...DAY, ...CLOCK },
};
