// How figures are written: a wait as a counter, a share in percent, a count in the language.

import { spanText } from '@shared/i18n/time';
import { locale } from '../state/texts';
import type { Unit } from './contracts';
import { say } from './texts';

/** A figure as text; nothing to divide by is a dash. */
export function figureText(value: number | null | undefined, unit: Unit): string {
  if (value === null || value === undefined) return say('none');
  switch (unit) {
    case 'seconds':
      return spanText(value * 1000, locale.value);
    case 'share':
      return value.toLocaleString(locale.value, {
        style: 'percent',
        maximumFractionDigits: value > 0 && value < 1 ? 1 : 0,
      });
    case 'ratio':
      return value.toLocaleString(locale.value, { maximumFractionDigits: 2 });
    default:
      return value.toLocaleString(locale.value, { maximumFractionDigits: 0 });
  }
}

/** A target of so many seconds: 60 s, 4 h. */
export function targetText(seconds: number): string {
  const [value, unit] =
    seconds % 3600 === 0
      ? [seconds / 3600, 'hour']
      : seconds % 60 === 0 && seconds > 180
        ? [seconds / 60, 'minute']
        : [seconds, 'second'];
  return value.toLocaleString(locale.value, { style: 'unit', unit, unitDisplay: 'short' });
}

/** The clock time at which a half hour of the day begins: 29 is 14:30. */
export function slotTime(slot: number): string {
  const minutes = slot * 30;
  return `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
}
