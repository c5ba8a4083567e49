// What becomes of a call, from the wish to its end. No drawing.

import { written } from '@shared/written.ts';
import type { Problem } from '../contract.ts';
import { signal } from '../state/signal.ts';
import type { Locale } from '../text/locale.ts';
import { room } from '../view/room.ts';
import { Leg, type Standing } from './leg.ts';
import { fill, type Words, wordsIn } from './words.ts';

/** Whether one can call now, and when one can be called back. */
interface Counter {
  open: boolean;
  record: boolean;
  keep_days: number;
  country: string;
  times: readonly string[];
  relays: RTCIceServer[];
}

/** Why a call cannot begin or has ended; a key of the words, or what the desk says itself. */
export type Why = keyof Words | { said: string };

export type State =
  | { at: 'ask' | 'back' | 'connecting'; why?: Why }
  | { at: 'on'; standing: Standing; since: number }
  | { at: 'over'; why: Why }
  | { at: 'promised'; number: string; wanted_at: string | null };

export const state = signal<State | null>(null);
export const counter = signal<Counter | null>(null);
export const words = signal<Words | null>(null);
export const muted = signal(false);
export const busy = signal(false);

let spoken: Locale | null = null;
let leg: Leg | null = null;
/** The call that is on: who is called back instead keeps its place. */
let call: number | undefined;

export const level = (): number => (leg && !muted.value ? leg.level() : 0);

/** Have the words in the language that the chat has now. */
export async function speak(): Promise<void> {
  const locale = room.texts.locale.value;
  if (locale === spoken) return;
  words.value = await wordsIn(locale);
  spoken = locale; // not before: what did not arrive is asked for again
}

async function ask<T>(path: string, body?: object): Promise<T> {
  const answer = await fetch(`${room.base}chat/v1/${path}`, {
    method: body && 'POST',
    headers: { ...room.talk.headers(), 'Content-Type': 'application/json' },
    body: body && written(body),
    // Older browsers wait as long as they please.
    signal: AbortSignal.timeout?.(6e4),
  });
  const told = (await answer.json()) as T & Problem;
  if (!answer.ok) throw told;
  return told;
}

const whyNot = (error: unknown): Why => {
  const { detail, title } = error as Partial<Problem>;
  return title ? { said: detail || title } : 'failed';
};

/** Open the counter; where nobody can be called, callbacks are what there is. */
export async function begin(): Promise<void> {
  if (state.value) return;
  await speak();
  if (state.value) return; // pressed twice while the words were on their way
  state.value = { at: 'connecting' };
  try {
    const found = await ask<Counter>('calls');
    counter.value = found;
    const secure = isSecureContext && !!navigator.mediaDevices;
    if (found.open && secure) state.value = { at: 'ask' };
    else state.value = wayOut(found.open ? 'insecure' : 'closed');
  } catch (error) {
    state.value = { at: 'over', why: whyNot(error) };
  }
}

const wayOut = (why: Why): State =>
  counter.value?.times.length ? { at: 'back', why } : { at: 'over', why };

/** What is said of the recording, and what is pressed to agree: it is kept as it was shown. */
function shown(): string {
  const { record, keep_days } = counter.value ?? { record: false, keep_days: 0 };
  if (!record || !words.value) return '';
  const { about, recorded, agree } = words.value;
  return [about, fill(recorded, { n: keep_days }), `[${agree}]`].join('\n');
}

/** The microphone's refusals in words. */
const refusals: Record<string, keyof Words> = {
  NotAllowedError: 'refused',
  NotFoundError: 'missing',
  NotReadableError: 'taken',
};

export async function start(): Promise<void> {
  if (busy.value) return;
  busy.value = true;
  state.value = { at: 'connecting' };
  muted.value = false;
  call = undefined;
  let mine: Leg | null = null;
  try {
    const opened = await Leg.open(counter.value?.relays ?? [], {
      stands: standing => leg === mine && stands(standing),
      gone: () => leg === mine && gone(),
    });
    mine = opened.leg;
    leg = mine;
    const { answer } = await ask<{ answer: string }>('calls', {
      offer: opened.offer,
      locale: room.texts.locale.value,
      agreed: shown(),
    });
    await mine.connect(answer);
  } catch (error) {
    leg = null;
    mine?.close();
    const known = error instanceof DOMException && refusals[error.name];
    state.value = known ? { at: 'ask', why: known } : { at: 'ask', why: whyNot(error) };
  } finally {
    busy.value = false;
  }
}

function stands(standing: Standing): void {
  const before = state.value;
  if (standing.refused) {
    end('failed');
    return;
  }
  if (standing.phase === 'ended') {
    end(ENDINGS[standing.ending ?? ''] ?? 'over');
    return;
  }
  // The call has made them a customer, and there is a conversation to look into.
  if (call === undefined) room.talk.renew();
  call = standing.call_id;
  const talks = (at: State | null) =>
    at?.at === 'on' && /talking|held/.test(at.standing.phase) ? at.since : 0;
  const since = /talking|held/.test(standing.phase) ? talks(before) || Date.now() : 0;
  state.value = { at: 'on', standing, since };
}

const ENDINGS: Record<string, keyof Words> = {
  unanswered: 'nobody',
  closed: 'closed',
  dropped: 'lost',
  failed: 'lost',
};

function gone(): void {
  if (state.value?.at !== 'over') end(call === undefined ? 'failed' : 'lost');
}

function end(why: Why): void {
  const old = leg;
  leg = null;
  old?.close();
  if (state.value?.at !== 'promised' && state.value?.at !== 'back') {
    state.value = { at: 'over', why };
  }
}

export const hangUp = (): void => end('over');

export function mute(): void {
  muted.value = !muted.value;
  leg?.mute(muted.value);
}

/** Ask for a callback instead; a call that waits goes on until one is promised. */
export function back(): void {
  state.value = { at: 'back' };
}

export async function promise(
  number: string,
  country: string,
  wanted_at: string | null,
): Promise<void> {
  busy.value = true;
  try {
    const promised = await ask<{ number: string; wanted_at: string | null }>('callbacks', {
      number,
      country,
      wanted_at,
      locale: room.texts.locale.value,
      instead_of: leg && call,
    });
    state.value = { at: 'promised', ...promised };
    end('over');
    room.talk.renew();
  } catch (error) {
    state.value = { at: 'back', why: whyNot(error) };
  } finally {
    busy.value = false;
  }
}

/** Put the call's part of the window away. */
export function close(): void {
  end('over');
  state.value = null;
}

// The page would take the call with it.
addEventListener('beforeunload', event => {
  if (leg) event.preventDefault();
});
addEventListener('pagehide', () => leg?.close());
