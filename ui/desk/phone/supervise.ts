// A supervisor's end of a colleague's call: to listen, to whisper, to join in, to go again.

import { effect, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { complain } from '../state/actions';
import { http, me } from '../state/session';
import { busy, here } from './acts';
import { Leg } from './audio';
import { calls } from './calls';
import type { Call, Supervision } from './contracts';
import { say } from './texts';

interface Phone {
  relays: RTCIceServer[];
}

interface Connected {
  call_id: Id;
  answer: string;
}

const OVER: ReadonlySet<string> = new Set(['phone.call_over', 'phone.not_your_call']);

/** This tab's end of a colleague's call, and whether the feed has shown us on it. */
export const beside = signal<{ leg: Leg; call: Id; shown: boolean } | null>(null);

/** How this person is on a call of a colleague's, as the feed says; in whichever tab. */
export const mannerOf = (call: Call): Supervision | null =>
  call.supervisors.find(each => each.person_id === me.value?.id)?.how ?? null;

/** Be on a colleague's call so, or in another way than before. */
export async function supervise(call: Call, how: Supervision): Promise<void> {
  const there = beside.peek();
  if (there?.call === call.id) return change(there.leg, call, how);
  if (busy.peek() || here.peek() || there) {
    toast(say('supervise.busy'));
    return;
  }
  busy.value = true;
  let leg: Leg | null = null;
  try {
    const { relays } = await http.get<Phone>('/phone');
    const opened = await Leg.open(relays);
    leg = opened.leg;
    const offer = { how, offer: opened.offer };
    const told = await http.post<Connected>(`/calls/${call.id}/supervision`, offer);
    await leg.connect(told.answer);
    await leg.speak();
    leg.mute(how === 'listen'); // unheard there as well, but so it shows here
    beside.value = { leg, call: call.id, shown: false };
  } catch (error) {
    leg?.close();
    if (error instanceof DOMException) toast(say('noMicrophone'), { tone: 'bad' });
    else complain(error);
  } finally {
    busy.value = false;
  }
}

async function change(leg: Leg, call: Call, how: Supervision): Promise<void> {
  try {
    await http.patch(`/calls/${call.id}/supervision`, { how });
    leg.mute(how === 'listen');
  } catch (error) {
    complain(error);
  }
}

/** Leave a colleague's call. */
export async function leaveSupervision(call: Call): Promise<void> {
  try {
    await http.delete(`/calls/${call.id}/supervision`);
  } catch (error) {
    // It was over at the same moment: what was wanted has happened.
    if (!(error instanceof Refusal && OVER.has(error.key))) complain(error);
  }
  letGo();
}

function letGo(): void {
  beside.peek()?.leg.close();
  beside.value = null;
}

// When the call is over, or we are not on it any more, this tab lets go of its end.
effect(() => {
  const mine = beside.value;
  const call = mine ? calls.get(mine.call) : undefined;
  if (!mine || !call) return;
  const there = mannerOf(call) !== null;
  if (there && !mine.shown) beside.value = { ...mine, shown: true };
  else if (call.ended_at || (mine.shown && !there)) letGo();
});
