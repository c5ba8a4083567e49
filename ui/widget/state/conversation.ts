// The customer's side of one conversation as a pure state machine: what is stored, what still waits.
// No socket, no storage, no clock in here; `session.ts` drives it.

import type { Attachment, Chat, Frame, Hello, Message, Problem } from '../contract.ts';

/** A line the customer wrote which the desk has not yet acknowledged. */
export interface Outgoing {
  client_id: string;
  /** When it was written (ISO 8601, grows strictly within a tab): the order of the queue. */
  at: string;
  body: string;
  attachments: readonly Attachment[];
  /** Files still being uploaded, by id; the line is not sent before they are there. */
  uploading: readonly string[];
  choose?: { seq: number; index: number };
  /** Refused by the desk: waits for the customer to send it again or to delete it. */
  problem?: Problem;
  /** Written in another tab, which will send it unless that tab goes away. */
  elsewhere?: boolean;
}

export interface State {
  link: 'down' | 'live' | 'shut';
  /** Where to resume in the desk's feed; null asks for everything afresh. */
  position: string | null;
  chat: Chat | null;
  /** By conversation and seq, without gaps within the newest conversation. */
  messages: readonly Message[];
  /** In the order written. */
  outgoing: readonly Outgoing[];
  /** The line handed to the socket and not yet answered: one at a time keeps the order. */
  flying: string | null;
  /** The desk asked for a pause (a flood, a full disk): nothing is sent until `go`. */
  held: boolean;
}

export type Happening =
  | { on: 'frame'; frame: Frame }
  | { on: 'cut' }
  | { on: 'shut' }
  | { on: 'write'; line: Outgoing }
  | { on: 'sent'; id: string }
  | { on: 'uploaded'; id: string; file: string; attachment: Attachment }
  | { on: 'problem'; id: string; problem: Problem }
  | { on: 'again'; id: string }
  | { on: 'drop'; id: string }
  | { on: 'mine'; id: string }
  | { on: 'go' }
  | { on: 'older'; messages: readonly Message[] };

export const blank: State = {
  link: 'down',
  position: null,
  chat: null,
  messages: [],
  outgoing: [],
  flying: null,
  held: false,
};

/** The next line to put on the socket, if it is time for one. */
export function next(state: State): Outgoing | undefined {
  if (state.link !== 'live' || state.flying || state.held) return undefined;
  return state.outgoing.find(line => !line.problem && !line.elsewhere && !line.uploading.length);
}

/** A refusal that passes by itself, so that the line is kept and sent again without being asked. */
export const passing = (problem: Problem): boolean =>
  problem.status === 429 || (problem.status ?? 0) >= 500;

/** What becomes of `state` when something happens. Never loses a line, never shows one twice. */
export function step(state: State, it: Happening): State {
  switch (it.on) {
    case 'frame':
      return frame(state, it.frame);
    case 'cut':
      return { ...state, link: 'down', flying: null };
    case 'shut':
      return { ...state, link: 'shut', flying: null };
    case 'sent':
      return { ...state, flying: it.id };
    case 'go':
      return { ...state, held: false };
    case 'older':
      return { ...state, messages: merge(it.messages, state.messages) };
    case 'write':
      return write(state, it.line);
    case 'drop':
      return settle(state, new Set([it.id]));
    case 'uploaded':
      return amend(state, it.id, line =>
        // Another tab may have carried the same file.
        line.uploading.includes(it.file)
          ? {
              ...line,
              attachments: [...line.attachments, it.attachment],
              uploading: line.uploading.filter(file => file !== it.file),
            }
          : line,
      );
    case 'problem':
      return {
        ...amend(state, it.id, line => ({ ...line, problem: it.problem })),
        ...land(state, it.id),
      };
    case 'again':
      return amend(state, it.id, ({ problem: _, ...line }) => line);
    case 'mine':
      return amend(state, it.id, ({ elsewhere: _, ...line }) => line);
  }
}

function frame(state: State, frame: Frame): State {
  if (frame.hello) return hello(state, frame.hello);
  if (frame.ack !== undefined) {
    const stored = frame.message ? absorb(state, within(state, [frame.message])) : state;
    return settle(stored, new Set([frame.ack]));
  }
  if (frame.refused !== undefined && frame.problem)
    return refused(state, frame.refused, frame.problem);
  if (frame.reset) return { ...state, position: null };
  if (frame.events) return events(state, frame);
  return state;
}

function refused(state: State, id: string, problem: Problem): State {
  if (passing(problem)) return { ...state, ...land(state, id), held: true };
  // A card is answered once: what it shows now is the answer, perhaps given in another tab.
  const tapped = state.outgoing.some(line => line.client_id === id && line.choose);
  return step(state, tapped ? { on: 'drop', id } : { on: 'problem', id, problem });
}

/** A greeting is a snapshot, and right where it differs from what is held: a restored desk may lack
    the last lines. Only what lies before it stays, where it joins on without a gap. */
function hello(state: State, { position, resumes, conversation, messages }: Hello): State {
  const oldest = messages[0];
  const newest = state.messages.at(-1)?.seq ?? 0;
  const joins =
    state.position !== null &&
    resumes &&
    conversation?.id === state.chat?.id &&
    oldest &&
    oldest.seq <= newest + 1;
  const kept = joins ? state.messages.filter(message => order(message, oldest) < 0) : [];
  return absorb(
    {
      ...state,
      messages: kept,
      link: 'live',
      position,
      chat: conversation,
      // A visitor who becomes a customer is greeted twice on one socket.
      flying: state.link === 'live' ? state.flying : null,
      held: false,
    },
    messages,
  );
}

function events(state: State, { position, events }: Frame): State {
  const messages: Message[] = [];
  let { chat } = state;
  for (const event of events ?? []) {
    for (const { type, value } of event.changes) {
      if (!value) continue;
      if (type === 'conversation') chat = newer(chat, value as Chat);
      if (type === 'message') messages.push(value as Message);
    }
  }
  const known = { ...state, chat, position: position ?? state.position };
  return absorb(known, within(state, messages));
}

/** Without what lies before the oldest line held: taken in alone, it would hide a gap. */
function within({ messages }: State, news: readonly Message[]): readonly Message[] {
  const [oldest] = messages;
  return news.filter(message => !oldest || order(oldest, message) <= 0);
}

/** Take messages in, and with them the acknowledgement of the lines they came from. */
function absorb(state: State, messages: readonly Message[]): State {
  if (!messages.length) return state;
  const stored = new Set<unknown>(messages.map(message => message.client_id));
  for (const { choose, client_id } of state.outgoing) {
    const card = messages.find(({ seq }) => seq === choose?.seq);
    // The desk stores an answer to a card under the card's own name.
    if (card && card.chosen != null) stored.add(client_id);
  }
  return settle({ ...state, messages: merge(state.messages, messages) }, stored);
}

function settle(state: State, ids: ReadonlySet<unknown>): State {
  return {
    ...state,
    outgoing: state.outgoing.filter(line => !ids.has(line.client_id)),
    flying: ids.has(state.flying) ? null : state.flying,
  };
}

function write(state: State, line: Outgoing): State {
  const known = state.messages.some(message => message.client_id === line.client_id);
  if (known) return state;
  const others = state.outgoing.filter(({ client_id }) => client_id !== line.client_id);
  const before = others.filter(({ at }) => at <= line.at);
  return { ...state, outgoing: [...before, line, ...others.slice(before.length)] };
}

function amend(state: State, id: string, change: (line: Outgoing) => Outgoing): State {
  const outgoing = state.outgoing.map(line => (line.client_id === id ? change(line) : line));
  return { ...state, outgoing };
}

const land = (state: State, id: string): Pick<State, 'flying'> => ({
  flying: state.flying === id ? null : state.flying,
});

const newer = (held: Chat | null, news: Chat | null): Chat | null =>
  held && news && (news.id < held.id || (news.id === held.id && news.version < held.version))
    ? held
    : (news ?? held);

const order = (a: Message, b: Message): number =>
  a.conversation_id - b.conversation_id || a.seq - b.seq;

/** Upsert by version; ordered by conversation, then seq. */
function merge(held: readonly Message[], news: readonly Message[]): readonly Message[] {
  const all = new Map(held.map(message => [message.id, message]));
  for (const message of news) {
    if (message.version >= (all.get(message.id)?.version ?? 0)) all.set(message.id, message);
  }
  return [...all.values()].sort(order);
}
