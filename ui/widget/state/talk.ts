// Joins the state machine to the socket, the uploads and what this browser remembers.

import type { Frame, Message, Place, Problem, Shop } from '../contract.ts';
import type { Handover } from '../handover.ts';
import { type Addresses, addresses } from './addresses.ts';
import {
  blank,
  type Happening,
  next,
  type Outgoing,
  passing,
  type State,
  step,
} from './conversation.ts';
import { CLOSED, link } from './link.ts';
import { type Parcel, type Parcels, parcels } from './parcels.ts';
import type { Shelf } from './shelf.ts';
import { type Signal, signal, watch } from './signal.ts';
import { uuid } from './uuid.ts';

const OUT = 'out:';
const ACK_MS = 12_000;
const TYPING_MS = 6000;
const PAUSE_MS = 4000;

export interface Rating {
  score: number;
  comment: string;
}

export interface Talk extends Addresses {
  state: Readonly<Signal<State>>;
  /** Who is typing at the desk. */
  typing: Readonly<Signal<string | null>>;
  /** The customer's place in the queue, while they are in one. */
  place: Readonly<Signal<Place | null>>;
  /** Whether anybody is at the desk; null until it said so. */
  present: Readonly<Signal<boolean | null>>;
  /** Where older messages stand. */
  history: Readonly<Signal<'more' | 'loading' | 'start'>>;
  /** Whether the customer has the newest lines before the eyes; set by the view. */
  looking: Signal<boolean>;
  /** Why the desk will not talk at all. */
  shut: Readonly<Signal<Problem | null>>;
  /** Given, and perhaps not yet with the desk. */
  rating: Readonly<Signal<Rating | null>>;
  parcels: Parcels;
  unread(): number;
  say(body: string, files: readonly Parcel[]): void;
  choose(card: Message, index: number): void;
  rate(rating: Rating): void;
  again(id: string): void;
  drop(id: string): void;
  writing(on: boolean): void;
  older(): Promise<void>;
  /** What tells the desk who asks. */
  headers(): Readonly<Record<string, string>>;
  /** Come back to the desk, to be welcomed as who one is now. */
  renew(): void;
}

/** Begin the conversation of this browser with the shop; `rang` is called at an agent's new line. */
export function talk(
  given: Handover,
  shelf: Shelf,
  shop: Signal<Shop>,
  locale: () => string,
  rang: () => void,
): Talk {
  const state = signal(blank);
  const typing = signal<string | null>(null);
  const place = signal<Place | null>(null);
  const present = signal<boolean | null>(null);
  const history = signal<'more' | 'loading' | 'start'>('start');
  const looking = signal(false);
  const shut = signal<Problem | null>(null);
  const rating = signal<Rating | null>(JSON.parse(shelf.get('rate') ?? 'null'));
  const { base, key } = given;
  let { identity } = given;
  let visitor = shelf.get('visitor');
  let delivered = 0;
  let read = 0;
  /** The conversation that the two stand for. */
  let marked = 0;
  let typed = 0;
  let lastAt = 0;
  let quiet: ReturnType<typeof setTimeout> | undefined;

  const headers = () => ({
    Authorization: `Visitor ${visitor}`,
    'Accept-Language': locale(),
    ...(identity && { 'Madoguchi-Identity': identity }),
  });
  // No more than the desk keeps: a page may put a whole document into its address.
  const here = () => ({
    url: location.href.split('#', 1)[0]?.slice(0, 500),
    title: document.title.slice(0, 200),
  });
  const find = (id: string) => state.value.outgoing.find(line => line.client_id === id);

  const socket = link(`${base.replace(/^http/, 'ws')}live/chat?shop=${key}`, {
    opened: () =>
      socket.send({
        do: 'hello',
        visitor,
        identity,
        locale: locale(),
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        page: here(),
        position: state.value.position,
      }),
    received(text) {
      const frame = JSON.parse(text) as Frame;
      take(frame);
      return !!frame.hello;
    },
    closed(code) {
      const { flying } = state.value;
      const refused = code === CLOSED.refused && !(shut.value && passing(shut.value));
      typing.value = null;
      place.value = null;
      delivered = read = 0;
      if (code === CLOSED.tooLarge && flying) {
        happen({ on: 'problem', id: flying, problem: { title: '', key: 'too_long' } });
      }
      if (refused) shut.value ??= { title: '' };
      happen({ on: refused ? 'shut' : 'cut' });
      return !refused;
    },
  });

  function take(frame: Frame): void {
    const { hello, problem, events } = frame;
    const seen = state.value.messages.at(-1)?.id ?? 0;
    if (hello) {
      const other = shelf.get('visitor');
      if (!visitor && other && other !== hello.visitor) {
        // Another tab was welcomed at the same moment: both go on as that one visitor.
        visitor = other;
        socket.renew();
        return;
      }
      visitor = hello.visitor;
      shelf.set('visitor', visitor);
      shop.value = { ...shop.value, ...hello.shop };
      shut.value = null;
    }
    const now = hello ?? frame.presence;
    if (now) {
      const { opens_at, estimated_wait_s } = now;
      shop.value = { ...shop.value, opens_at, estimated_wait_s };
      present.value = now.agents_online ?? present.value;
    }
    if (frame.queue !== undefined) place.value = frame.queue;
    if (frame.typing && frame.typing.who.kind !== 'customer') {
      hear(frame.typing.on ? frame.typing.who.name : null);
    }
    if (problem && frame.refused === 'hello') shut.value = problem;
    if (problem && frame.refused === 'rate') rating.value = null;
    // Forged or expired: the desk goes on with the visitor alone, and so do we.
    if (problem && frame.refused === 'identity') identity = undefined;
    if (problem && passing(problem)) setTimeout(() => happen({ on: 'go' }), PAUSE_MS);
    happen({ on: 'frame', frame });
    if (frame.reset) socket.renew();
    const { messages } = state.value;
    const newest = messages.at(-1);
    if (hello) {
      // What was fetched before still reaches as far back as it did.
      if (messages[0]?.id === hello.messages[0]?.id) reach(hello.more);
      if (rating.value && state.value.chat?.state === 'resolved') {
        socket.send({ do: 'rate', ...rating.value });
      }
    }
    if (events && newest && newest.id > seen && answers(newest)) {
      hear(null);
      // One tab rings, not each of them.
      if (shelf.get('rang') !== `${newest.id}`) rang();
      shelf.set('rang', `${newest.id}`);
    }
  }

  const reach = (more: boolean) => {
    history.value = more ? 'more' : 'start';
  };

  function hear(name: string | null): void {
    clearTimeout(quiet);
    typing.value = name;
    quiet = setTimeout(() => {
      typing.value = null;
    }, TYPING_MS);
  }

  /** The only way the state changes: step, keep what waits, send what may go. */
  function happen(it: Happening): void {
    const before = state.value.outgoing;
    const after = step(state.value, it);
    state.value = after;
    for (const line of after.outgoing) {
      if (!before.includes(line) && !line.elsewhere) {
        shelf.set(OUT + line.client_id, JSON.stringify(line));
      }
    }
    for (const { client_id, uploading } of before) {
      if (find(client_id)) continue;
      shelf.set(OUT + client_id, null);
      uploading.forEach(post.forget);
    }
    const line = next(after);
    if (line && socket.send(frameOf(line))) {
      happen({ on: 'sent', id: line.client_id });
      // A socket that takes lines and answers none is dead without knowing it.
      setTimeout(() => state.value.flying === line.client_id && socket.renew(), ACK_MS);
    }
  }

  /** A line another tab, or this page before its reload, has left on the shelf. */
  function adopt(text: string, wait: number): void {
    const line = JSON.parse(text) as Outgoing;
    happen({ on: 'write', line: { ...line, elsewhere: true } });
    // Stored already, and its tab gone before it heard of it.
    if (!find(line.client_id)) shelf.set(OUT + line.client_id, null);
    setTimeout(() => {
      happen({ on: 'mine', id: line.client_id });
      if (!line.problem) carry(line.client_id);
    }, wait);
  }

  const carry = (id: string) => {
    for (const file of find(id)?.uploading ?? []) void post.resume(id, file);
  };

  const post = parcels({
    url: `${base}chat/v1/attachments`,
    headers: () => (state.value.link === 'live' ? headers() : null),
    uploaded: (id, file, attachment) => happen({ on: 'uploaded', id, file, attachment }),
    refused: (id, problem) => happen({ on: 'problem', id, problem }),
  });

  function write(body: string, more: Partial<Outgoing>): string {
    lastAt = Math.max(Date.now(), lastAt + 1);
    const at = new Date(lastAt).toISOString();
    const client_id = uuid();
    const line = { client_id, at, body, attachments: [], uploading: [], ...more };
    happen({ on: 'write', line });
    return client_id;
  }

  const unread = () => {
    const { messages, chat } = state.value;
    const seen = chat?.customer_read_seq ?? 0;
    return messages.filter(
      message => answers(message) && message.seq > seen && message.conversation_id === chat?.id,
    ).length;
  };

  watch(() => {
    const { link, chat, messages, outgoing } = state.value;
    const heard = messages.findLast(answers);
    // Tell the desk what has arrived, and what has been seen.
    if (link === 'live' && heard && heard.conversation_id === chat?.id) {
      const top = heard.seq;
      if (chat.id !== marked) delivered = read = 0;
      marked = chat.id;
      if (looking.value && top > Math.max(read, chat.customer_read_seq)) {
        read = delivered = top;
        socket.send({ do: 'read', seq: top });
      } else if (top > Math.max(delivered, chat.customer_delivered_seq)) {
        delivered = top;
        socket.send({ do: 'delivered', seq: top });
      }
    }
    if (chat?.rating || chat?.state === 'open') rating.value = null;
    shelf.set('rate', rating.value && JSON.stringify(rating.value));
    // What the loader needs to know on the next page.
    // Whoever has talked with the shop may be written to, also when their talk was over.
    const live = outgoing.length > 0 || !!chat;
    shelf.set('seen', JSON.stringify({ unread: unread(), live }));
  });

  shelf.watch((name, value) => {
    if (!name.startsWith(OUT)) return;
    if (!value) happen({ on: 'drop', id: name.slice(OUT.length) });
    // A tab that is still uploading gets longer before its line is taken over.
    else adopt(value, value.includes('"uploading":[]') ? 10_000 : 60_000);
  });
  for (const name of shelf.names(OUT)) adopt(shelf.get(name) as string, 0);

  // A shop may turn its pages without loading one, and a customer have several before them.
  let told = here().url;
  setInterval(() => {
    const page = here();
    if (document.hidden) told = '';
    else if (page.url !== told && socket.send({ do: 'page', ...page })) told = page.url;
  }, 3000);

  addEventListener('online', socket.wake);
  addEventListener('offline', socket.renew);
  // An open socket would keep this page out of the browser's back-forward cache.
  addEventListener('pagehide', socket.rest);
  addEventListener('pageshow', socket.wake);
  document.addEventListener('visibilitychange', () => document.hidden || socket.wake());
  socket.wake();

  return {
    state,
    typing,
    place,
    present,
    history,
    looking,
    shut,
    rating,
    parcels: post,
    unread,
    say(body, files) {
      const attachments = files.flatMap(({ done }) => done ?? []);
      const uploading = files.filter(({ done }) => !done).map(({ id }) => id);
      const id = write(body, { attachments, uploading });
      for (const parcel of files) post.attach(parcel, id);
      socket.wake();
    },
    choose: (card, index) =>
      void write(card.choices[index] ?? '', { choose: { seq: card.seq, index } }),
    rate(given) {
      rating.value = given;
      socket.send({ do: 'rate', ...given });
    },
    again(id) {
      happen({ on: 'again', id });
      carry(id);
    },
    drop: id => happen({ on: 'drop', id }),
    writing(on) {
      const now = Date.now();
      if (on && now - typed < TYPING_MS / 2) return;
      typed = on ? now : 0;
      socket.send({ do: 'typing', on });
    },
    async older() {
      const first = state.value.messages[0];
      if (!first || history.value !== 'more') return;
      history.value = 'loading';
      try {
        const place = `before=${first.seq}&conversation_id=${first.conversation_id}`;
        const answer = await fetch(`${base}chat/v1/messages?${place}`, {
          headers: headers(),
          // Older browsers wait as long as they please.
          signal: AbortSignal.timeout?.(6e4),
        });
        const { items, more } = (await answer.json()) as { items: Message[]; more: boolean };
        happen({ on: 'older', messages: items });
        reach(more);
      } catch {
        // Not at once: the view asks after each drawing, and this draws.
        setTimeout(() => reach(true), PAUSE_MS);
      }
    },
    headers,
    renew: socket.renew,
    ...addresses(`${base}chat/v1/attachments/`, headers, post.local),
  };
}

const answers = ({ author, kind }: Message): boolean =>
  kind !== 'line' && /agent|bot/.test(author.kind);

const frameOf = ({ client_id, body, attachments, choose }: Outgoing): object => ({
  do: 'say',
  client_id,
  kind: 'text',
  body,
  attachment_ids: attachments.map(({ id }) => id),
  choose,
});
