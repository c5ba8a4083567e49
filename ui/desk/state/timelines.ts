// Each conversation's messages, as far as they were looked at: one unbroken stretch by `seq`.

import { type Signal, signal } from '@preact/signals';
import type { Id, Message } from '@shared/contracts';
import { query, Refusal } from '@shared/http';
import { http } from './session';
import { conversations } from './store';

export interface Timeline {
  /** Oldest first, without gaps. */
  messages: readonly Message[];
  /** Nothing older exists. */
  atStart: boolean;
  /** Nothing newer existed when last asked: new messages are taken on at the end. */
  atEnd: boolean;
  state: 'empty' | 'loading' | 'ready' | 'failed';
}

const EMPTY: Timeline = { messages: [], atStart: false, atEnd: false, state: 'empty' };
const STEP = 50;
const KEPT = 80;

/**
 * Put messages into a stretch: by `seq`, the newer version of each. Those that do not join it are
 * left out, for a gap must never look like silence. An empty stretch takes the newest run.
 */
export function merge(
  stretch: readonly Message[],
  incoming: readonly Message[],
): readonly Message[] {
  const bySeq = new Map(stretch.map(message => [message.seq, message]));
  let changed = false;
  for (const message of incoming) {
    const held = bySeq.get(message.seq);
    if (held && held.version >= message.version) continue;
    bySeq.set(message.seq, message);
    changed = true;
  }
  if (!changed) return stretch;
  const anchor = stretch[0]?.seq ?? Math.max(...bySeq.keys());
  let [first, last] = [anchor, anchor];
  while (bySeq.has(first - 1)) first -= 1;
  while (bySeq.has(last + 1)) last += 1;
  const merged: Message[] = [];
  for (let seq = first; seq <= last; seq++) merged.push(bySeq.get(seq) as Message);
  const same = merged.length === stretch.length && merged.every((each, at) => each === stretch[at]);
  return same ? stretch : merged;
}

const cells = new Map<Id, Signal<Timeline>>();
const stale = new Set<Id>();
const asking = new Map<string, Promise<void>>();
/** What came live while pages of its conversation were on their way, and how many still are. */
const overtaking = new Map<Id, { pages: number; came: Message[] }>();

/** The timeline's signal; asking for it makes it the most recently used. */
export function timeline(id: Id): Signal<Timeline> {
  let cell = cells.get(id);
  cells.delete(id);
  cell ??= signal<Timeline>(EMPTY);
  cells.set(id, cell);
  if (cells.size > KEPT) {
    const oldest = cells.keys().next().value;
    if (oldest !== undefined) cells.delete(oldest);
  }
  return cell;
}

/** Make sure the newest messages are there: from the cache at once, from the server if needed. */
export function ensure(id: Id): Promise<void> {
  const { state, atEnd } = timeline(id).peek();
  if (stale.has(id) && state === 'ready' && atEnd) return refresh(id);
  if (state === 'ready' || state === 'loading') return Promise.resolve();
  return newest(id);
}

/** Show the end of the conversation, whatever stretch was shown before. */
export function newest(id: Id): Promise<void> {
  stale.delete(id);
  return ask(id, 'newest', { limit: STEP }, page => ({
    messages: page,
    atStart: reachesStart(page),
    atEnd: true,
  }));
}

/** Show the stretch around a message: for a jump from search or a quote. */
export function around(id: Id, seq: number): Promise<void> {
  const { messages } = timeline(id).peek();
  if (!stale.has(id) && messages.some(message => message.seq === seq)) return Promise.resolve();
  stale.delete(id);
  const end = seq + STEP / 2;
  return ask(id, `around ${seq}`, { before: end + 1, limit: STEP }, page => ({
    messages: page,
    atStart: reachesStart(page),
    atEnd: (page.at(-1)?.seq ?? 0) < end,
  }));
}

export function older(id: Id): Promise<void> {
  const first = timeline(id).peek().messages[0];
  if (!first || timeline(id).peek().atStart) return Promise.resolve();
  return ask(id, 'older', { before: first.seq, limit: STEP }, (page, held) => {
    const messages = merge(held.messages, page);
    return { ...held, messages, atStart: reachesStart(messages) };
  });
}

export function newer(id: Id): Promise<void> {
  const last = timeline(id).peek().messages.at(-1);
  if (!last) return newest(id);
  return ask(id, 'newer', { after: last.seq, limit: STEP }, (page, held) => ({
    ...held,
    messages: merge(held.messages, page),
    atEnd: page.length < STEP,
  }));
}

/** Take a message that came live; a gap before it is asked for. */
export function take(message: Message): void {
  const cell = cells.get(message.conversation_id);
  if (!cell) return;
  overtaking.get(message.conversation_id)?.came.push(message);
  const held = cell.peek();
  if (held.state !== 'ready') return;
  const messages = merge(held.messages, [message]);
  if (messages !== held.messages) {
    const grown = messages.length > held.messages.length;
    if (!grown || held.atEnd) cell.value = { ...held, messages };
  } else if (held.atEnd && message.seq > (held.messages.at(-1)?.seq ?? 0)) {
    void newer(message.conversation_id);
  }
}

/** After a gap in the feed: whatever is cached may be old, and is asked for again when shown. */
export function markStale(): void {
  for (const id of cells.keys()) stale.add(id);
}

// What changed while we were away may be an old message too (redacted, chosen), so the newest page
// is asked for again and laid over what is held; if it does not touch it, it takes its place.
async function refresh(id: Id): Promise<void> {
  stale.delete(id);
  await ask(id, 'newest', { limit: STEP }, (page, held) => {
    const last = held.messages.at(-1)?.seq ?? 0;
    const joins = (page[0]?.seq ?? 1) <= last + 1;
    const messages = joins ? merge(held.messages, page) : page;
    return { messages, atStart: reachesStart(messages), atEnd: true };
  });
}

function reachesStart(messages: readonly Message[]): boolean {
  return (messages[0]?.seq ?? 1) <= 1;
}

type Outcome = Omit<Timeline, 'state'>;

function ask(
  id: Id,
  what: string,
  params: Record<string, number>,
  shape: (page: Message[], held: Timeline) => Outcome,
): Promise<void> {
  const key = `${id} ${what}`;
  const running = asking.get(key);
  if (running) return running;
  const cell = timeline(id);
  if (cell.peek().state !== 'ready') cell.value = { ...cell.peek(), state: 'loading' };
  const live = overtaking.get(id) ?? { pages: 0, came: [] };
  live.pages += 1;
  overtaking.set(id, live);
  let gap = false;
  const run = http
    .get<{ items: Message[] }>(`/conversations/${id}/messages${query(params)}`)
    .then(({ items }) => {
      const page = [...items].sort((a, b) => a.seq - b.seq);
      const found = shape(page, cell.peek());
      // The page was read before them: without them it would look as if nothing had been said since.
      const messages = merge(found.messages, live.came);
      cell.value = { ...found, messages, state: 'ready' };
      const last = messages.at(-1)?.seq ?? 0;
      gap = found.atEnd && live.came.some(message => message.seq > last);
    })
    .catch(error => {
      if (error instanceof Refusal && error.status === 404) {
        // It has gone out of sight while it was asked for: it leaves the lists, and nothing failed.
        cells.delete(id);
        cell.value = EMPTY;
        conversations.forget(id);
      } else {
        stale.add(id);
        if (cell.peek().state === 'loading') cell.value = { ...cell.peek(), state: 'failed' };
      }
    })
    .finally(() => {
      asking.delete(key);
      live.pages -= 1;
      if (!live.pages) overtaking.delete(id);
      if (gap) void newer(id);
    });
  asking.set(key, run);
  return run;
}
