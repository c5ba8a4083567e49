// How long a customer has waited, against what the house promises: a clock face that fills, then a
// sign of another shape. Colour only repeats what shape and number say.

import { now } from '@shared/clock';
import type { Time } from '@shared/contracts';
import { spanText } from '@shared/i18n/time';
import { locale, t } from '../state/texts';
import './waiting.css';

/** The standards that ship as defaults, in milliseconds: a first reply in 60 s, the next in 180 s. */
const FIRST_REPLY = 60_000;
const NEXT_REPLY = 180_000;

export type Urgency = 'calm' | 'soon' | 'late';

/** How a wait stands against its standard (both in milliseconds). */
export function urgency(waited: number, standard: number): Urgency {
  if (waited >= standard) return 'late';
  return waited >= standard / 2 ? 'soon' : 'calm';
}

export function Waiting({ since, first }: { since: Time; first: boolean }) {
  const waited = Math.max(0, now.value - Date.parse(since));
  const standard = first ? FIRST_REPLY : NEXT_REPLY;
  const state = urgency(waited, standard);
  const span = spanText(waited, locale.value);
  return (
    <span class={`waiting waiting-${state}`} title={t(`waiting.${state}`, { span })}>
      {state === 'late' ? <Late /> : <Face share={waited / standard} />}
      <span class="visually-hidden">{t(`waiting.${state}`, { span })}</span>
      <span aria-hidden="true">{span}</span>
    </span>
  );
}

const ROUND = 2 * Math.PI * 2.5;

function Face({ share }: { share: number }) {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
      <circle cx="6.5" cy="6.5" r="5.6" fill="none" stroke="currentColor" stroke-width="1.3" />
      <circle
        cx="6.5"
        cy="6.5"
        r="2.5"
        fill="none"
        stroke="currentColor"
        stroke-width="5"
        stroke-dasharray={`${ROUND * share} ${ROUND}`}
        transform="rotate(-90 6.5 6.5)"
      />
    </svg>
  );
}

function Late() {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
      <path d="M6.5.6 12.4 6.5 6.5 12.4.6 6.5z" fill="currentColor" />
      <path
        d="M6.5 3.6v3.3M6.5 8.9v.1"
        stroke="var(--surface)"
        stroke-width="1.4"
        stroke-linecap="round"
      />
    </svg>
  );
}
