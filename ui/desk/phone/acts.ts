// What an agent does with a call.

import { effect, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { complain } from '../state/actions';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { Leg } from './audio';
import { asked, calls, current, dismissed, ringing } from './calls';
import type { Call, Outcome } from './contracts';
import { say } from './texts';

interface Connected {
  call_id: Id;
  answer: string;
}

interface Warm {
  leg: string;
  answer: string;
}

interface Phone {
  relays: RTCIceServer[];
}

/** This tab's end of a call, and which; another tab's call has none here. */
export const here = signal<{ leg: Leg; call: Id } | null>(null);
/** The call that is being taken or made, until it is connected. */
export const busy = signal(false);

/** Our end: to be connected by its offer, or connected already and known by a name. */
interface End {
  leg: Leg;
  offer?: string;
  name?: string;
}

/** Past this the telephone lets an end go that waits for a call. */
const WARM = 80_000;

let relays: Promise<Phone> | null = null;
/** Our end, connected while it rings: whoever answers is heard at once. */
let ahead: Promise<End> | null = null;
let aheadSince = 0;

async function opened(): Promise<End> {
  relays ??= http.get<Phone>('/phone');
  return Leg.open((await relays).relays);
}

async function warmed(): Promise<End> {
  const { leg, offer } = await opened();
  try {
    const told = await http.post<Warm>('/phone/legs', { offer });
    await leg.connect(told.answer);
    return { leg, name: told.leg };
  } catch (error) {
    leg.close();
    throw error;
  }
}

const wanted = (): boolean => ringing.peek().length > 0 || asked.peek().length > 0;

/** Connect ahead, where the browser needs no leave for it and somebody is looking. */
async function openAhead(): Promise<void> {
  if (ahead && Date.now() - aheadSince > WARM) closeAhead();
  if (ahead || document.hidden) return;
  const leave = await navigator.permissions
    .query({ name: 'microphone' as PermissionName })
    .catch(() => null);
  if (leave?.state !== 'granted' || ahead || here.peek() || !wanted()) return;
  ahead = warmed();
  aheadSince = Date.now();
  ahead.catch(() => {
    ahead = null; // answering tries again, and says what is wrong
  });
}

function closeAhead(): void {
  ahead?.then(
    ({ leg }) => leg.close(),
    () => {},
  );
  ahead = null;
}

effect(() => {
  if (ringing.value.length || asked.value.length) void openAhead();
  else if (!busy.value) closeAhead();
});

/** What we have connected ahead, if it still is. */
async function nearest(): Promise<End> {
  const mine = ahead;
  ahead = null;
  const found = await mine?.catch(() => null);
  if (found && !found.leg.lost && Date.now() - aheadSince < WARM) return found;
  found?.leg.close();
  return opened();
}

/** Connect to a call; returns whether it was. `complained`: the caller says itself why not. */
async function connect(
  path: string,
  body: object,
  open: Id | null,
  complained?: (error: Refusal) => boolean,
): Promise<boolean> {
  if (busy.peek() || here.peek()) return false;
  busy.value = true;
  let end: End | null = null;
  try {
    end = await nearest();
    let told: Connected;
    try {
      const speaking = end.name ? end.leg.speak() : null;
      told = await http.post<Connected>(path, { ...body, leg: end.name, offer: end.offer });
      await speaking;
    } catch (error) {
      if (!(error instanceof Refusal && error.key === 'phone.leg_gone')) throw error;
      end.leg.close();
      end = await opened();
      told = await http.post<Connected>(path, { ...body, offer: end.offer });
    }
    if (told.answer) {
      await end.leg.connect(told.answer);
      await end.leg.speak();
    }
    here.value = { leg: end.leg, call: told.call_id };
    const conversation = open ?? calls.peek(told.call_id)?.conversation_id;
    if (conversation) go(pathTo.conversation(conversation));
    return true;
  } catch (error) {
    end?.leg.close();
    relays = null;
    if (error instanceof DOMException) toast(say('noMicrophone'), { tone: 'bad' });
    else if (!(error instanceof Refusal && complained?.(error))) complain(error);
    return false;
  } finally {
    busy.value = false;
  }
}

export const take = (call: Call): Promise<boolean> =>
  connect(`/calls/${call.id}/take`, {}, call.conversation_id);

/** Come into a colleague's call, to which one has been asked. */
export const comeIn = (call: Call): Promise<boolean> =>
  connect(`/calls/${call.id}/come-in`, {}, call.conversation_id);

/** Call any number by one of our lines; `complained` hears of night at the other end. */
export const callNumber = (
  line: Id,
  number: string,
  conversation: Id | null,
  anyway: boolean,
  complained: (error: Refusal) => boolean,
): Promise<boolean> =>
  connect(
    '/calls',
    { line_id: line, number, conversation_id: conversation, anyway },
    conversation,
    complained,
  );

/** Call the caller of an earlier call back, by the line they had called. */
export const callBack = (call: Call): Promise<boolean> =>
  connect(
    '/calls',
    {
      line_id: call.line_id,
      number: call.number,
      conversation_id: call.conversation_id,
      callback_of: call.id,
    },
    call.conversation_id,
  );

async function ask(call: Call, deed: string, body?: object): Promise<void> {
  try {
    await http.post(`/calls/${call.id}/${deed}`, body);
  } catch (error) {
    // Somebody hung up at the same moment: what was wanted has happened.
    if (!(error instanceof Refusal && error.key === 'phone.call_over')) complain(error);
  }
}

export const hold = (call: Call): Promise<void> =>
  ask(call, call.phase === 'held' ? 'resume' : 'hold');
export const hangUp = (call: Call): Promise<void> => ask(call, 'hang-up');
/** Leave a colleague's call, or say that one will not come. */
export const leave = (call: Call): Promise<void> => ask(call, 'leave');
export type Recipient = { person_id: Id } | { team_id: Id };
/** Ask a colleague in, or whoever of a team comes first; `hold`: the caller waits, unhearing. */
export const askIn = (call: Call, whom: Recipient, hold: boolean): Promise<void> =>
  ask(call, 'guests', { ...whom, hold });
export const sendAway = (call: Call, person_id: Id): Promise<void> =>
  ask(call, 'send-away', { person_id });
/** Leave the call to a colleague who is on it. */
export const passOn = (call: Call, person_id: Id): Promise<void> =>
  ask(call, 'pass-on', { person_id });
export const press = (call: Call, keys: string): Promise<void> => ask(call, 'press', { keys });
export const handOver = (call: Call, to: Recipient): Promise<void> => ask(call, 'hand-over', to);

export interface WrapUp {
  outcome: Outcome;
  note: string;
  promise: string | null;
  due_at: string | null;
}

export async function wrapUp(call: Call, done: WrapUp): Promise<boolean> {
  try {
    calls.upsert(await http.post<Call>(`/calls/${call.id}/wrap-up`, done));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export function dismiss(call: Call): void {
  dismissed.value = new Set([...dismissed.peek(), call.id]);
}

// A page that is closed or loaded anew would send its caller back into the queue.
addEventListener('beforeunload', event => {
  if (here.peek()) event.preventDefault();
});

/** The call that the feed has shown to be ours: before it has, its absence means nothing. */
let shown: Id | null = null;

// When the call is over, or no longer ours, this tab lets go of its end.
effect(() => {
  const mine = here.value;
  const call = mine ? calls.get(mine.call) : undefined;
  if (!mine || !call) return;
  if (current.value?.id === call.id) shown = call.id;
  else if (call.ended_at || shown === call.id) {
    mine.leg.close();
    here.value = null;
  }
});
