// Whole profiles as this desk knows them: fetched when one is looked at, fetched anew when the feed
// says that something in it has changed.

import { computed, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Customer, Entity, Id, Time } from '@shared/contracts';
import type { Address, Consent, Incident, Merge } from '@shared/profiles';
import { EntityMap } from '@shared/store/entities';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { customers, keep } from '../../state/store';
import { say } from './texts';

export interface Identity {
  channel: string;
  external_id: string;
}

export interface Suggestion {
  customer: Customer;
  basis: Merge['basis'];
  channel: string;
  value: string;
}

export interface Verdict {
  allowed: boolean;
  why: string | null;
  from_when: Time | null;
  mark: string;
  opt_out: boolean;
}

export interface WholeProfile {
  customer: Customer;
  faces: { customer: Customer; identities: Identity[] }[];
  addresses: { address: Address; label: string; label_abroad: string }[];
  consents: Consent[];
  incidents: Incident[];
  merges: Merge[];
  suggestions: Suggestion[];
  history: {
    conversations: number;
    by_channel: Record<string, number>;
    first_at: Time | null;
    last_at: Time | null;
    ratings: number;
    average_rating: number | null;
  };
  /** What they paid for, in minor units of each currency; the usual currency first. */
  worth: { currency: string; orders: number; paid: number; refunded: number; last_at: Time }[];
  may_contact: Record<string, Verdict>;
}

export interface Contact {
  conversation_id: Id;
  channel: string;
  direction: 'in' | 'out';
  name: string;
  person_id: Id | null;
  first_at: Time;
  last_at: Time;
  count: number;
}

const MOST_KEPT = 30;
const kept = signal<ReadonlyMap<Id, WholeProfile>>(new Map());
const watched: EntityMap<Entity>[] = [];

function watch(type: 'address' | 'consent' | 'incident' | 'merge'): void {
  const map = new EntityMap<never>();
  keep(type, map);
  watched.push(map);
}
for (const type of ['address', 'consent', 'incident', 'merge'] as const) watch(type);

/** Differs after each change that the feed brings of what stands in profiles. */
export const changed = computed(() =>
  watched
    .map(map => map.values().reduce((sum, { id, version }) => sum + id * 31 + version, 0))
    .join(),
);

export const wholeOf = (id: Id): WholeProfile | undefined => kept.value.get(id);

export async function bring(id: Id): Promise<void> {
  const whole = await http.get<WholeProfile>(`/customers/${id}/profile`);
  customers.upsertAll(whole.faces.map(face => face.customer));
  customers.upsertAll(whole.suggestions.map(each => each.customer));
  const others = [...kept.peek()].filter(([each]) => each !== id).slice(1 - MOST_KEPT);
  kept.value = new Map([...others, [id, whole]]);
}

/** Do something to what is in a profile and show it; false where it was refused. */
export async function act(id: Id, ask: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask();
  } catch (error) {
    complain(error);
    return false;
  }
  await bring(id).catch(() => undefined); // it was done; the feed brings it as well
  return true;
}

export async function merge(id: Id, other: Id, basis: Merge['basis']): Promise<boolean> {
  let made: Merge | undefined;
  const done = await act(id, async () => {
    made = await http.post<Merge>(`/customers/${id}/merge`, { other_id: other, basis });
  });
  const { id: mergeId, profile_id } = made ?? {};
  if (done && mergeId !== undefined && profile_id !== undefined) {
    await bring(profile_id).catch(() => undefined);
    toast(say('merge.done'), { undo: () => void split(profile_id, mergeId) });
  }
  return done;
}

export async function split(id: Id, mergeId: Id): Promise<void> {
  if (await act(id, () => http.post(`/customer-merges/${mergeId}/undo`)))
    toast(say('merge.undone'));
}

export const keepApart = (id: Id, other: Id): Promise<boolean> =>
  act(id, () => http.post(`/customers/${id}/apart`, { other_id: other }));

export const contactsOf = (id: Id): Promise<Contact[]> =>
  http.get<{ items: Contact[] }>(`/customers/${id}/contacts?limit=40`).then(({ items }) => items);
