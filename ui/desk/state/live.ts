// The desk's line to the server: a snapshot, then every event after it, and what we say ourselves.

import { batch, computed, effect, signal } from '@preact/signals';
import type {
  CannedReply,
  Conversation,
  Draft,
  FeedEvent,
  Id,
  Message,
  Page,
  Person,
  Presence,
  Problem,
  Reached,
  Shop,
  Tag,
  Team,
  Time,
} from '@shared/contracts';
import { query, Refusal } from '@shared/http';
import { Link } from '@shared/socket';
import type { Filter, Wallboard } from '../figures/contracts';
import { watchStirring } from '../presence/stirring';
import { Drafts, type Writing } from './drafts';
import { Kept } from './kept';
import {
  type ConversationPage,
  count,
  filter,
  forgetLists,
  load,
  recount,
  takePage,
} from './lists';
import { type Line, Outbox } from './outbox';
import { forgetPresence, onPresence, onTyping, onViewers, type Typist } from './presence';
import { route, view } from './router';
import { http, me, standing } from './session';
import * as store from './store';
import { ensure, markStale, take } from './timelines';

interface Snapshot {
  position: string;
  me: Person;
  people: Person[];
  presences: Presence[];
  teams: Team[];
  shops: Shop[];
  tags: Tag[];
  canned_replies: CannedReply[];
  drafts: Draft[];
  conversations: ConversationPage['items'];
  customers: ConversationPage['customers'];
  next_cursor: string | null;
}

type Frame = {
  position?: string;
  events?: FeedEvent[];
  reset?: true;
  ack?: string;
  message?: Message;
  refused?: string;
  problem?: Problem;
  typing?: { conversation_id: Id; who: Typist; on: boolean };
  beat?: true;
  viewers?: { conversation_id: Id; person_ids: Id[] };
  presence?: { customer_id: Id; online: boolean; page?: Page | null };
  wallboard?: Wallboard;
};

const RETRY = 3000;

/** Where in the feed this screen stands; the server's own word, handed back as it is. */
let position = '';

/** Whether the first snapshot is in: before, the screen shows where things will be. */
export const ready = signal(false);

const link = new Link<Frame>({
  url: () => `${location.origin.replace(/^http/, 'ws')}/live/desk`,
  hello: () => ({ do: 'resume', position }),
  onFrame: receive,
  onRefused: code => {
    if (code === 4401 && standing.peek() === 'in') standing.value = 'expired';
  },
});

export const connection = link.state;

/** What is kept in this browser is kept per person: a shared machine mixes nobody's words up. */
const keptUnder = (what: string) => `madoguchi.${what}.${me.peek()?.id ?? 0}.`;

// Bound anew when somebody signs in, to what this browser kept for them.
export let outbox = new Outbox({ send: sendLine, keep: () => {} });
export let drafts = new Drafts({ push: pushDraft, keep: () => {} });

/** The conversation on the screen, if any. */
export const openId = computed(() => (route.value.name === 'conversation' ? route.value.id : null));

const watchers = new Set<(message: Message) => void>();

/** Hear of every new message that comes live; returns how to stop. */
export function onMessage(hear: (message: Message) => void): () => void {
  watchers.add(hear);
  return () => watchers.delete(hear);
}

const alarms = new Set<(reached: Reached, at: Time) => void>();

/** Hear of every share of its time that a clock reaches, and when it was told; returns how to stop. */
export function onReached(hear: (reached: Reached, at: Time) => void): () => void {
  alarms.add(hear);
  return () => alarms.delete(hear);
}

const boards = new Set<(board: Wallboard) => void>();

/** Hear of the wallboard whenever it changes; returns how to stop. */
export function onWallboard(hear: (board: Wallboard) => void): () => void {
  boards.add(hear);
  return () => boards.delete(hear);
}

/** Ask for a wallboard from now on, in place of another; null is none. */
export const watch = (filter: Filter | null) => link.send({ do: 'watch', filter });

/** Fetch everything once and go live. Throws `Refusal` (401: nobody is signed in) or `Unreachable`. */
export async function start(): Promise<void> {
  if (await fetchSnapshot()) link.open();
}

let snapshots = 0;

/** Put a fresh snapshot in place; false where another was asked for since: that one counts. */
async function fetchSnapshot(): Promise<boolean> {
  const shown = view.peek();
  snapshots += 1;
  const mine = snapshots;
  const snapshot = await http.get<Snapshot>(`/desk/snapshot${query({ view: shown })}`);
  if (mine !== snapshots) return false;
  const before = me.peek()?.id ?? snapshot.me.id;
  if (before !== snapshot.me.id) {
    // Somebody else has signed in where the former one's session had ended.
    location.reload();
    return false;
  }
  batch(() => {
    const first = me.peek() === null;
    me.value = snapshot.me;
    standing.value = 'in';
    if (first) settle();
    store.forget(openId.peek(), snapshot.me);
    forgetLists();
    store.people.upsertAll(snapshot.people);
    store.presences.upsertAll(snapshot.presences);
    store.teams.upsertAll(snapshot.teams);
    store.shops.upsertAll(snapshot.shops);
    store.tags.upsertAll(snapshot.tags);
    store.cannedReplies.upsertAll(snapshot.canned_replies);
    store.drafts.upsertAll(snapshot.drafts);
    for (const draft of snapshot.drafts) adopt(draft);
    const { conversations: items, customers, next_cursor } = snapshot;
    takePage(
      { view: shown, shop_id: null, tag_id: null, channel: null },
      { items, customers, next_cursor },
    );
    position = snapshot.position;
    ready.value = true;
  });
  void load();
  void count();
  return true;
}

let keptLines: Kept<Line> | undefined;
let keptWritings: Kept<Writing> | undefined;

function settle(): void {
  keptLines?.close();
  keptWritings?.close();
  const lines = new Kept<Line>(keptUnder('outbox'), name => outbox.stored(name));
  const writings = new Kept<Writing>(keptUnder('drafts'), () => {});
  [keptLines, keptWritings] = [lines, writings];
  outbox = new Outbox(
    {
      send: sendLine,
      keep: all => lines.keep(Object.fromEntries(all.map(line => [line.client_id, line]))),
    },
    inOrder(Object.values(lines.all())),
  );
  drafts = new Drafts({ push: pushDraft, keep: all => writings.keep(all) }, writings.all());
}

/** As they were written, whichever tab wrote them. */
const inOrder = (lines: Line[]): Line[] => lines.sort((one, other) => (one.at < other.at ? -1 : 1));

function receive(frame: Frame): void {
  if (frame.reset) {
    void startAnew();
  } else if (frame.events) {
    const { events } = frame;
    batch(() => {
      for (const event of events) takeEvent(event);
      position = frame.position ?? position;
    });
  } else if (frame.ack) {
    if (frame.message) takeMessage(frame.message);
    outbox.stored(frame.ack);
  } else if (frame.refused && frame.problem) {
    refuse(frame.refused, frame.problem);
  } else if (frame.typing) {
    onTyping(frame.typing);
  } else if (frame.beat) {
    link.send({ do: 'beat' });
  } else if (frame.viewers) {
    onViewers(frame.viewers);
  } else if (frame.presence) {
    onPresence(frame.presence);
  } else if (frame.wallboard) {
    for (const hear of boards) hear(frame.wallboard);
  }
}

function takeEvent(event: FeedEvent): void {
  store.apply(event.changes, { message: takeMessage, conversation: recount });
  for (const change of event.changes) {
    if (change.type === 'draft' && change.value) {
      if (change.value.person_id === me.peek()?.id) adopt(change.value);
    } else if (change.type === 'person' && change.id === me.peek()?.id && change.value) {
      me.value = change.value;
    } else if (change.type === 'message' && change.value?.version === 1) {
      for (const hear of watchers) hear(change.value);
    } else if (change.type === 'reached' && change.value) {
      for (const hear of alarms) hear(change.value, event.at);
    } else if (change.type === 'conversation' && change.value) {
      void fetchCustomer(change.value.customer_id);
    }
  }
}

/** The server's draft, unless what it holds is on its way there: it would be sent once more. */
function adopt(draft: Draft): void {
  const leaving = outbox.of(draft.conversation_id).some(line => line.state !== 'failed');
  if (!leaving) drafts.adopt(draft);
}

function takeMessage(message: Message): void {
  take(message);
  if (message.client_id) outbox.stored(message.client_id);
}

const fetching = new Set<Id>();

// A conversation may come into sight by an event that does not bring its customer.
async function fetchCustomer(id: Id): Promise<void> {
  if (store.customers.peek(id) || fetching.has(id)) return;
  fetching.add(id);
  try {
    store.customers.upsertAll([await http.get(`/customers/${id}`)]);
  } catch (error) {
    // Refused: out of sight meanwhile. Else the line is down, and the row would stay without a name.
    if (!(error instanceof Refusal)) setTimeout(() => void fetchCustomer(id), RETRY);
  } finally {
    fetching.delete(id);
  }
}

let retry: ReturnType<typeof setTimeout> | undefined;

/** After a reset, or signing in again (perhaps as somebody else): a snapshot, then live once more. */
export async function startAnew(): Promise<void> {
  clearTimeout(retry);
  link.close();
  markStale();
  try {
    if (!(await fetchSnapshot())) return;
    freshen();
    link.open();
    await freshenOpen();
  } catch (error) {
    // Signing in again starts anew by itself; everything else passes (a restart, a bad network).
    if (error instanceof Refusal && error.status === 401) return;
    clearTimeout(retry);
    retry = setTimeout(() => void startAnew(), RETRY);
  }
}

/** Bring the open conversation's end up to date, if it is still in sight. */
function freshen(): void {
  const open = openId.peek();
  if (open !== null && store.conversations.peek(open)) void ensure(open);
}

/** A snapshot says nothing of the open conversation where it stands in no list: it is asked for. */
async function freshenOpen(): Promise<void> {
  const open = openId.peek();
  if (open === null || !store.conversations.peek(open)) return;
  try {
    const found = await http.get<{ conversation: Conversation }>(`/conversations/${open}`);
    store.conversations.upsert(found.conversation);
  } catch {
    // Out of sight, which its messages will say; or the line is down, and all is asked for again.
  }
}

function refuse(what: string, problem: Problem): void {
  const draft = /^draft:(\d+)$/.exec(what);
  if (draft) drafts.refused(Number(draft[1]));
  else outbox.refused(what, problem);
}

function sendLine(line: Line): boolean {
  return link.send({
    do: 'say',
    client_id: line.client_id,
    conversation_id: line.conversation_id,
    kind: line.kind,
    body: line.body,
    attachment_ids: line.attachments.map(attachment => attachment.id),
    choices: line.choices,
    quote_seq: line.quote?.seq ?? null,
    promises: (line.promises ?? []).map(({ text, kind, due_at }) => ({ text, kind, due_at })),
    keeps: line.keeps ?? [],
    mail: line.mail ?? null,
  });
}

function pushDraft(id: Id, writing: Writing): boolean {
  return link.send({
    do: 'draft',
    conversation_id: id,
    kind: writing.kind,
    body: writing.body,
    attachment_ids: writing.attachments.map(attachment => attachment.id),
    quote_seq: writing.quote_seq,
    mail: writing.mail ?? null,
    choices: writing.choices ?? [],
  });
}

export const tellTyping = (id: Id, on: boolean) =>
  link.send({ do: 'typing', conversation_id: id, on });

export const tellRead = (id: Id, seq: number) =>
  link.send({ do: 'read', conversation_id: id, seq });

/** Keep the line in step with the session, the screen and the browser. Call once. */
export function startLive(): void {
  let was = link.state.peek();
  effect(() => {
    const state = link.state.value;
    if (was === 'live' && state !== 'live') {
      outbox.lost();
      drafts.lost();
      forgetPresence();
    }
    if (was !== 'live' && state === 'live') {
      outbox.flush();
      drafts.flush();
      void count();
      void load();
      freshen();
    }
    was = state;
  });
  watchStirring(() => link.send({ do: 'stir' }));
  const watching = signal(!document.hidden);
  document.addEventListener('visibilitychange', () => {
    watching.value = !document.hidden;
  });
  effect(() => {
    if (link.state.value !== 'live') return;
    link.send({ do: 'view', conversation_id: watching.value ? openId.value : null });
  });
  effect(() => {
    if (!ready.value) return;
    view.value;
    filter.value;
    void load();
  });
  addEventListener('pagehide', () => drafts.flush());
}
