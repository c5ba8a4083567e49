// The calls this desk knows: fetched when the line comes up, then kept by the feed.

import { computed, effect, signal } from '@preact/signals';
import { now } from '@shared/clock';
import type { Customer, Id } from '@shared/contracts';
import { query } from '@shared/http';
import { EntityMap } from '@shared/store/entities';
import { connection } from '../state/live';
import { http, me } from '../state/session';
import { customers, keep } from '../state/store';
import type { Call, Guest, PhoneLine } from './contracts';

interface Page {
  items: Call[];
  next_cursor: number | null;
}

export const calls = new EntityMap<Call>();
export const lines = new EntityMap<PhoneLine>();
keep('call', calls);
keep('phone_line', lines);

/** Calls whose wrapping-up this person has closed without a word. */
export const dismissed = signal<ReadonlySet<Id>>(new Set());

const MISSED = new Set(['abandoned', 'voicemail', 'callback', 'unanswered', 'dropped', 'closed']);
const STILL_WRAPPED_UP = 10 * 60_000;

/** Whether this desk has a telephone at all. */
export const hasPhone = computed(() => lines.values().some(line => line.active));

/** The calls that ring here, the oldest first. */
export const ringing = computed(() =>
  calls
    .values()
    .filter(call => call.phase === 'waiting' && call.ringing.includes(me.value?.id ?? 0))
    .sort((one, other) => one.id - other.id),
);

/** The calls of colleagues who ask for this person. */
export const asked = computed(() =>
  calls.values().filter(call => !call.ended_at && guestOf(call)?.entered_at === null),
);

/** The call this person has now, or is on with a colleague, in whichever tab. */
export const current = computed(() =>
  calls
    .values()
    .find(call => !call.ended_at && (call.person_id === me.value?.id || guestOf(call)?.entered_at)),
);

const guestOf = (call: Call): Guest | undefined =>
  call.guests.find(guest => guest.person_id === me.value?.id);

/** The call of which it is still to be said what came of it. */
export const toWrapUp = computed(() =>
  calls
    .values()
    .filter(
      call =>
        call.wrap_up_until !== null &&
        call.wrapped_at === null &&
        call.person_id === me.value?.id &&
        !dismissed.value.has(call.id) &&
        Date.now() - Date.parse(call.wrap_up_until) < STILL_WRAPPED_UP,
    )
    .sort((one, other) => other.id - one.id)
    .at(0),
);

/** Callers whom nobody has called back yet, in the order of the places they had. */
export const missed = computed(() =>
  calls
    .values()
    .filter(
      call =>
        call.ending !== null &&
        MISSED.has(call.ending) &&
        call.direction === 'in' &&
        !call.called_back_at &&
        !call.wrapped_at,
    )
    .sort((one, other) => since(one).localeCompare(since(other))),
);

const since = (call: Call): string =>
  call.wanted_at ?? call.callback_at ?? call.ended_at ?? call.came_at;

/** Callbacks that this person has put off: they stand among the missed calls. */
export const later = signal<ReadonlySet<Id>>(new Set());

/**
 * Who is to be called back now: they asked for it, for no later time, nobody who waits came before
 * them, and nobody speaks with them or calls them.
 */
export const turn = computed(() => {
  const going = calls.values().filter(call => !call.ended_at);
  const spoken = new Set(going.map(call => call.conversation_id));
  return missed.value.find(
    call =>
      call.ending === 'callback' &&
      call.number &&
      !later.value.has(call.id) &&
      !spoken.has(call.conversation_id) &&
      (call.wanted_at === null || Date.parse(call.wanted_at) <= now.value) &&
      !going.some(
        each =>
          each.phase === 'waiting' &&
          each.shop_id === call.shop_id &&
          (each.queued_at ?? each.came_at) < since(call),
      ),
  );
});

async function fetchAll(): Promise<void> {
  lines.upsertAll(await http.get<PhoneLine[]>('/phone-lines'));
  if (!lines.peekValues().length) return;
  for (const view of ['live', 'missed']) {
    const { items } = await http.get<Page>(`/calls${query({ view, limit: 200 })}`);
    calls.upsertAll(items);
  }
}

effect(() => {
  if (connection.value !== 'live') return;
  fetchAll().catch(() => {
    // The line is down: it is asked again when it is back.
  });
});

const fetching = new Set<Id>();

/** The caller, fetched if the desk does not know them yet. */
export function caller(call: Call): Customer | undefined {
  const known = customers.get(call.customer_id);
  if (!known && !fetching.has(call.customer_id)) {
    fetching.add(call.customer_id);
    http.get<Customer>(`/customers/${call.customer_id}`).then(
      found => customers.upsertAll([found]),
      () => fetching.delete(call.customer_id),
    );
  }
  return known;
}

/** How many rings have begun: ⌊time ÷ cycle⌋ + 1, as the server counts them. */
export const ringsOf = (call: Pick<Call, 'rang_at' | 'ring_cycle_ms'>, at: number): number =>
  call.rang_at === null
    ? 0
    : Math.floor(Math.max(0, at - Date.parse(call.rang_at)) / call.ring_cycle_ms) + 1;
