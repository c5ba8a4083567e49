// How long until a promise falls due: a clock, a fuller warning near the end, another shape after.

import { now } from '@shared/clock';
import { AlertIcon, CheckIcon, ClockIcon } from '@shared/components/icons';
import type { PromiseMade, Time } from '@shared/contracts';
import { knownZone, spanText } from '@shared/i18n/time';
import { zone } from '../state/session';
import { locale, times } from '../state/texts';
import { say } from './texts';
import { dueText } from './times';

const SOON = 3_600_000;

export function Countdown({ at }: { at: Time }) {
  const left = Date.parse(at) - now.value;
  const late = left <= 0;
  const tone = late ? 'late' : left <= SOON ? 'soon' : 'calm';
  const span = spanText(Math.abs(left), locale.value);
  return (
    <span class={`promise-left is-${tone}`} title={times(zone()).full(at)}>
      {late ? <AlertIcon size={13} /> : <ClockIcon size={13} />}
      {say(late ? 'overdue' : 'left', { span })}
    </span>
  );
}

/** The time in the agent's own day. */
export function DueWords({ at }: { at: Time }) {
  return <time dateTime={at}>{dueText(at, now.value, locale.value, zone())}</time>;
}

/** The same instant on the customer's clock, where that shows another. */
export function CustomerTime({ at, of }: { at: Time; of: string | null }) {
  const theirs = knownZone(of);
  if (!theirs) return null;
  const time = dueText(at, now.value, locale.value, theirs);
  if (time === dueText(at, now.value, locale.value, zone())) return null;
  return (
    <small class="promise-theirs" title={theirs.replaceAll('_', ' ')}>
      {say('due.customer', { time })}
    </small>
  );
}

/** What became of it, for one that is over; a countdown for one that is owed. */
export function Standing({ promise }: { promise: PromiseMade }) {
  const { state, due_at, kept_at } = promise;
  if (state === 'open' || state === 'broken') return <Countdown at={due_at} />;
  const late = state === 'kept' && kept_at !== null && kept_at > due_at;
  return (
    <span class={`promise-left is-${late ? 'soon' : 'over'}`}>
      {state === 'kept' && <CheckIcon size={13} />}
      {say(late ? 'state.late' : `state.${state}`)}
    </span>
  );
}
