// A clock that counts down to the second: a face that fills, then other shapes; colour only repeats
// what shape and number say. Every one on the screen lives on the one beat of `clock.ts`.

import { now } from '../clock';
import type { Countdown as Clock } from '../contracts';
import { type Pressure, type Reading, readClock } from '../countdown';
import { spanText } from '../i18n/time';
import './countdown.css';

interface CountdownProps {
  clock: Clock;
  locale: string;
  /** What it says to those who point or listen. */
  words: (reading: Reading, span: string) => string;
}

export function Countdown({ clock, locale, words }: CountdownProps) {
  const reading = readClock(clock, now.value);
  const { pressure, share } = reading;
  const span = spanText(
    pressure === 'late' ? reading.ms : Math.ceil(reading.ms / 1000) * 1000,
    locale,
  );
  const said = words(reading, span);
  return (
    <span class={`countdown countdown-${pressure}`} title={said}>
      <Sign pressure={pressure} share={share} />
      <span class="visually-hidden">{said}</span>
      <span class="countdown-span" aria-hidden="true">
        {pressure === 'late' ? `+${span}` : span}
      </span>
    </span>
  );
}

/** The shape of a pressure: a filling face, a triangle, a diamond; a moon, two bars. */
export function Sign({ pressure, share }: { pressure: Pressure; share: number }) {
  return (
    <svg width="13" height="13" viewBox="0 0 13 13" aria-hidden="true">
      {SHAPES[pressure]?.(share)}
    </svg>
  );
}

const ROUND = 2 * Math.PI * 2.5;
const STROKE = { fill: 'none', stroke: 'currentColor', 'stroke-width': '1.3' } as const;

const face = (share: number) => (
  <>
    <circle cx="6.5" cy="6.5" r="5.6" {...STROKE} />
    <circle
      cx="6.5"
      cy="6.5"
      r="2.5"
      {...STROKE}
      stroke-width="5"
      stroke-dasharray={`${ROUND * share} ${ROUND}`}
      transform="rotate(-90 6.5 6.5)"
    />
  </>
);
const mark = (shape: string, from: number) => (
  <>
    <path d={shape} fill="currentColor" />
    <path
      d={`M6.5 ${from}v3.1M6.5 ${from + 5}v.1`}
      stroke="var(--surface)"
      stroke-width="1.4"
      stroke-linecap="round"
    />
  </>
);

const SHAPES: Record<Pressure, (share: number) => preact.JSX.Element> = {
  calm: face,
  soon: face,
  urgent: () => mark('M6.5 .8 12.6 12H.4z', 4.9),
  late: () => mark('M6.5.3 12.7 6.5 6.5 12.7.3 6.5z', 3.7),
  closed: () => <path d="M10.9 7.9A4.7 4.7 0 0 1 5.1 2.1a4.7 4.7 0 1 0 5.8 5.8z" {...STROKE} />,
  paused: () => <path d="M4.2 2.5v8M8.8 2.5v8" {...STROKE} stroke-width="2.2" />,
};
