// The inbox: which conversations stand in a view, in which order, and how many there are.

import { computed, type ReadonlySignal, signal } from '@preact/signals';
import type { Channel, Conversation, Customer, Id, PageOf, Person } from '@shared/contracts';
import { query } from '@shared/http';
import { VIEWS, type View, view } from './router';
import { http, me } from './session';
import { conversations, customers } from './store';

export interface Filter {
  view: View;
  shop_id: Id | null;
  tag_id: Id | null;
  channel: Channel | null;
}

type Place = Pick<Conversation, 'rank' | 'id'>;

/** Whether a conversation stands in a view for this person. */
export function belongs(
  conversation: Conversation,
  { view: name, shop_id, tag_id, channel }: Filter,
  person: Pick<Person, 'id' | 'team_ids'>,
): boolean {
  if (shop_id !== null && conversation.shop_id !== shop_id) return false;
  if (tag_id !== null && !conversation.tag_ids.includes(tag_id)) return false;
  if (channel !== null && conversation.channel !== channel) return false;
  const { state, assignee_id, team_id } = conversation;
  switch (name) {
    case 'mine':
      return state === 'open' && assignee_id === person.id;
    case 'unassigned':
      return state === 'open' && assignee_id === null;
    case 'team':
      return state === 'open' && team_id !== null && person.team_ids.includes(team_id);
    default:
      return state === name;
  }
}

/** The inbox's order: the smaller rank first, then the older conversation. */
export const byUrgency = (a: Place, b: Place): number => a.rank - b.rank || a.id - b.id;

/** How far a list was loaded: to the end, to a place in the order, or not at all. */
type Horizon = 'all' | Place | null;

interface Loaded {
  horizon: Horizon;
  cursor: string | null;
  state: 'loading' | 'ready' | 'failed';
}

const NOT_YET: Loaded = { horizon: null, cursor: null, state: 'loading' };
const PAGE = 50;

export const filter = signal<Omit<Filter, 'view'>>({ shop_id: null, tag_id: null, channel: null });

const current = computed<Filter>(() => ({ view: view.value, ...filter.value }));
const keyOf = (of: Filter) => `${of.view} ${of.shop_id} ${of.tag_id} ${of.channel}`;
const loaded = signal<ReadonlyMap<string, Loaded>>(new Map());
const loadedNow = computed(() => loaded.value.get(keyOf(current.value)) ?? NOT_YET);

/** The conversations of the view that is shown, most urgent first, as far as they are known. */
export const listed: ReadonlySignal<readonly Id[]> = computed(() => {
  const person = me.value;
  const { horizon } = loadedNow.value;
  if (!person || horizon === null) return [];
  const of = current.value;
  const within = (conversation: Conversation) =>
    horizon === 'all' || byUrgency(conversation, horizon) <= 0;
  return conversations
    .values()
    .filter(conversation => belongs(conversation, of, person) && within(conversation))
    .sort(byUrgency)
    .map(conversation => conversation.id);
});

export const listState = computed(() => loadedNow.value.state);
export const hasMore = computed(() => loadedNow.value.cursor !== null);

export type ConversationPage = PageOf<Conversation> & { customers: Customer[] };

/** Take a page of a view in; `fresh` when it is the view's first. */
export function takePage(of: Filter, page: ConversationPage): void {
  customers.upsertAll(page.customers);
  conversations.upsertAll(page.items);
  const last = page.items.at(-1);
  const horizon = page.next_cursor === null || !last ? 'all' : { rank: last.rank, id: last.id };
  setLoaded(keyOf(of), { horizon, cursor: page.next_cursor, state: 'ready' });
}

/** Load the view that is shown, unless it is there. */
export function load(): Promise<void> {
  const known = loaded.peek().get(keyOf(current.peek()));
  if (known && known.state !== 'failed') return Promise.resolve();
  return fetchPage(current.peek(), null);
}

/** Load the next page of the view that is shown. */
export function more(): Promise<void> {
  const { cursor, state } = loadedNow.peek();
  if (cursor === null || state === 'loading') return Promise.resolve();
  return fetchPage(current.peek(), cursor);
}

/** How many snapshots there were: a page asked for before the last one says nothing of this one. */
let snapshots = 0;

/** After a fresh snapshot: every view is loaded anew when it is shown. */
export function forgetLists(): void {
  snapshots += 1;
  loaded.value = new Map();
}

async function fetchPage(of: Filter, cursor: string | null): Promise<void> {
  const key = keyOf(of);
  const before = loaded.peek().get(key) ?? NOT_YET;
  const asked = snapshots;
  setLoaded(key, { ...before, state: 'loading' });
  try {
    const wanted = query({ ...of, limit: PAGE, cursor });
    const page = await http.get<ConversationPage>(`/conversations${wanted}`);
    if (asked === snapshots) takePage(of, page);
  } catch {
    if (asked === snapshots) setLoaded(key, { ...before, state: 'failed' });
  }
}

function setLoaded(key: string, state: Loaded): void {
  loaded.value = new Map(loaded.peek()).set(key, state);
}

export type Counts = Record<View, number>;

export const counts = signal<Counts | null>(null);
/** Beyond this the server does not count. */
export const COUNT_LIMIT = 1000;
const COUNT_PAUSE = 4000;
let counting: ReturnType<typeof setTimeout> | undefined;

/**
 * Keep the counts with a conversation's step: exact while the former state is known and nothing was
 * missed between; else they are asked for, at most every few seconds.
 */
export function recount(before: Conversation | undefined, after: Conversation | undefined): void {
  const person = me.peek();
  const held = counts.peek();
  const known = before && (!after || after.version === before.version + 1);
  if (!held || !person || !known || Object.values(held).some(count => count >= COUNT_LIMIT)) {
    scheduleCount();
    return;
  }
  const next = { ...held };
  for (const name of VIEWS) {
    const of = { view: name, shop_id: null, tag_id: null, channel: null };
    if (belongs(before, of, person)) next[name] -= 1;
    if (after && belongs(after, of, person)) next[name] += 1;
  }
  counts.value = next;
}

function scheduleCount(): void {
  if (counting !== undefined) return;
  counting = setTimeout(() => {
    counting = undefined;
    void count();
  }, COUNT_PAUSE);
}

export async function count(): Promise<void> {
  try {
    counts.value = await http.get<Counts>('/conversations/counts');
  } catch {
    // The counts on the screen stay; the connection's state says why they may be old.
  }
}
