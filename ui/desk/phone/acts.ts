// What an agent does with a call.

import { effect, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { complain } from '../state/actions';
import { go, pathTo } from '../state/router';
import { http } from '../state/session';
import { Leg } from './audio';
import { calls, current, dismissed, ringing } from './calls';
import type { Call, Outcome } from './contracts';
import { say } from './texts';

interface Connected {
  call_id: Id;
  answer: string;
}

interface Phone {
  relays: RTCIceServer[];
}

/** This tab's end of a call, and which; another tab's call has none here. */
export const here = signal<{ leg: Leg; call: Id } | null>(null);
/** The call that is being taken or made, until it is connected. */
export const busy = signal(false);

type Opened = Awaited<ReturnType<typeof Leg.open>>;

let relays: Promise<Phone> | null = null;
/** Our end, opened while it rings: whoever answers is heard at once. */
let ahead: Promise<Opened> | null = null;

async function opened(): Promise<Opened> {
  relays ??= http.get<Phone>('/phone');
  return Leg.open((await relays).relays);
}

/** Open our end ahead, where the browser needs no leave for it and somebody is looking. */
async function openAhead(): Promise<void> {
  if (ahead || document.hidden) return;
  const leave = await navigator.permissions
    .query({ name: 'microphone' as PermissionName })
    .catch(() => null);
  if (leave?.state !== 'granted' || ahead || here.peek() || !ringing.peek().length) return;
  ahead = opened();
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
  if (ringing.value.length) void openAhead();
  else if (!busy.value) closeAhead();
});

async function connect(path: string, body: object, open: Id | null): Promise<void> {
  if (busy.peek() || here.peek()) return;
  busy.value = true;
  let leg: Leg | null = null;
  try {
    const mine = ahead ?? opened();
    ahead = null;
    const end = await mine;
    leg = end.leg;
    const told = await http.post<Connected>(path, { ...body, offer: end.offer });
    await leg.connect(told.answer);
    here.value = { leg, call: told.call_id };
    const conversation = open ?? calls.peek(told.call_id)?.conversation_id;
    if (conversation) go(pathTo.conversation(conversation));
  } catch (error) {
    leg?.close();
    relays = null;
    if (error instanceof DOMException) toast(say('noMicrophone'), { tone: 'bad' });
    else complain(error);
  } finally {
    busy.value = false;
  }
}

export const take = (call: Call): Promise<void> =>
  connect(`/calls/${call.id}/take`, {}, call.conversation_id);

/** Call the caller of an earlier call back, by the line they had called. */
export const callBack = (call: Call): Promise<void> =>
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
export const press = (call: Call, keys: string): Promise<void> => ask(call, 'press', { keys });
export const handOver = (call: Call, to: { person_id: Id } | { team_id: Id }): Promise<void> =>
  ask(call, 'hand-over', to);

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
