// The queue and its resuming: whatever order things happen in, no line is lost and none is doubled.

import { describe, expect, it } from 'vitest';
import type { Frame } from '../contract.ts';
import { chance, message, SHOP, SmallDesk } from '../testing.ts';
import { blank, type Happening, next, type Outgoing, type State, step } from './conversation.ts';

const at = (count: number) => new Date(Date.UTC(2026, 5, 1) + count).toISOString();
const line = (client_id: string, more: Partial<Outgoing> = {}): Outgoing => ({
  client_id,
  at: at(0),
  body: client_id,
  attachments: [],
  uploading: [],
  ...more,
});
const following = (state: State, ...happenings: Happening[]): State =>
  happenings.reduce(step, state);
const frame = (frame: Frame): Happening => ({ on: 'frame', frame });
const hello = (...messages: ReturnType<typeof message>[]): Happening =>
  frame({
    hello: {
      visitor: 'v',
      position: '1',
      resumes: true,
      conversation: messages.length ? { ...(new SmallDesk().chat() ?? chat()) } : null,
      messages,
      more: false,
      shop: SHOP,
    },
  });
const chat = () => ({
  id: 7,
  version: 1,
  state: 'open' as const,
  message_count: 1,
  customer_delivered_seq: 0,
  customer_read_seq: 0,
  agent_read_seq: 0,
});

/**
 * A customer, a desk and a network between them that loses, repeats and delays, but keeps each
 * direction of one socket in order, as TCP does. Returns what the desk stored and what is shown.
 */
function story(seed: number): { written: string[]; state: State; desk: SmallDesk } {
  const dice = chance(seed);
  const desk = new SmallDesk();
  const written: string[] = [];
  let state = blank;
  let up: Outgoing[] = [];
  let down: Frame[] = [];
  let connected = false;

  const happen = (it: Happening) => {
    state = step(state, it);
    const ready = next(state);
    if (ready && connected) {
      up.push(ready);
      happen({ on: 'sent', id: ready.client_id });
    }
  };
  const write = () => {
    const id = `line-${written.length}`;
    written.push(id);
    happen({ on: 'write', line: line(id, { at: at(written.length) }) });
  };
  const connect = () => {
    if (connected) return;
    connected = true;
    up = [];
    down = [desk.hello(3)];
  };
  const cut = () => {
    connected = false;
    // What was on its way up may still arrive; nobody hears of it.
    for (const sent of up) if (dice(2)) desk.take(sent.client_id, sent.body);
    up = [];
    down = [];
    happen({ on: 'cut' });
  };
  const deskReads = () => {
    const sent = up.shift();
    if (!sent) return;
    if (!dice(12)) {
      down.push({ refused: sent.client_id, problem: { title: 'Slow down', status: 429 } });
      return;
    }
    const { ack, event } = desk.take(sent.client_id, sent.body);
    const frames = event ? [ack, event] : [ack];
    // Acknowledgement and event come by different ways.
    if (dice(2)) frames.reverse();
    for (const each of frames) {
      down.push(each);
      if (!dice(5)) down.push(each);
    }
    if (!dice(6)) down.push(desk.hello(3));
  };
  const deskSpeaks = () => {
    const event = desk.post({});
    if (connected) down.push(event);
  };
  const widgetReads = () => {
    const arrived = down.shift();
    if (arrived) happen(frame(arrived));
  };
  const reload = () => {
    // What is on the shelf is the queue and nothing else.
    const kept = JSON.parse(JSON.stringify(state.outgoing)) as Outgoing[];
    cut();
    state = blank;
    // In any order: the shelf knows none.
    for (const each of kept.sort(() => dice(3) - 1)) happen({ on: 'write', line: each });
  };
  const doings = [
    write,
    write,
    connect,
    connect,
    cut,
    deskReads,
    deskReads,
    deskReads,
    deskSpeaks,
    widgetReads,
    widgetReads,
    widgetReads,
    () => happen({ on: 'go' }),
    () => !dice(4) && reload(),
    () => happen(frame({ reset: true })),
  ];
  for (let turn = 0; turn < 120; turn += 1) (doings[dice(doings.length)] as () => void)();

  // In the end the network holds.
  cut();
  connect();
  for (
    let turn = 0;
    turn < 2000 && (up.length || down.length || state.outgoing.length);
    turn += 1
  ) {
    happen({ on: 'go' });
    deskReads();
    widgetReads();
  }
  return { written, state, desk };
}

describe('the queue', () => {
  it('loses no line and doubles none, in the order written, for any order of events', () => {
    for (let seed = 1; seed <= 400; seed += 1) {
      const { written, state, desk } = story(seed);
      const stored = desk.stored.filter(({ client_id }) => client_id).map(({ body }) => body);
      expect(stored, `seed ${seed}`).toEqual(written);
      expect(state.outgoing, `seed ${seed}`).toEqual([]);
      const shown = state.messages.map(({ seq }) => seq);
      const upTo = desk.stored.map(({ seq }) => seq).slice(-shown.length);
      expect(shown, `seed ${seed}`).toEqual(upTo);
    }
  });

  it('sends one line at a time, and the next after the answer', () => {
    const two = following(
      blank,
      hello(),
      { on: 'write', line: line('a', { at: at(1) }) },
      { on: 'write', line: line('b', { at: at(2) }) },
    );
    expect(next(two)?.client_id).toBe('a');
    const sent = following(two, { on: 'sent', id: 'a' });
    expect(next(sent)).toBeUndefined();
    const acked = following(sent, frame({ ack: 'a', message: message(1, { client_id: 'a' }) }));
    expect(next(acked)?.client_id).toBe('b');
  });

  it('is not held up by a line whose file is still on its way', () => {
    const state = following(
      blank,
      hello(),
      { on: 'write', line: line('photo', { at: at(1), uploading: ['f'] }) },
      { on: 'write', line: line('text', { at: at(2) }) },
    );
    expect(next(state)?.client_id).toBe('text');
    const file = { id: 5, name: 'p.png', content_type: 'image/png', size: 3, width: 9, height: 9 };
    const there = following(
      state,
      { on: 'uploaded', id: 'photo', file: 'f', attachment: file },
      { on: 'uploaded', id: 'photo', file: 'f', attachment: file },
    );
    expect(next(there)).toMatchObject({ client_id: 'photo', attachments: [file], uploading: [] });
  });

  it('keeps a refused line with its reason until it is sent again or deleted', () => {
    const problem = { title: 'Too long', status: 413 };
    const refused = following(
      blank,
      hello(),
      { on: 'write', line: line('a') },
      { on: 'sent', id: 'a' },
      frame({ refused: 'a', problem }),
    );
    expect(refused.outgoing).toMatchObject([{ client_id: 'a', problem }]);
    expect(next(refused)).toBeUndefined();
    expect(next(following(refused, { on: 'again', id: 'a' }))?.client_id).toBe('a');
    expect(following(refused, { on: 'drop', id: 'a' }).outgoing).toEqual([]);
  });

  it('leaves a line of another tab to that tab, until it is taken over', () => {
    const state = following(blank, hello(), { on: 'write', line: line('a', { elsewhere: true }) });
    expect(next(state)).toBeUndefined();
    expect(next(following(state, { on: 'mine', id: 'a' }))?.client_id).toBe('a');
  });

  it('forgets an answer to a card that has been answered, however it learns of it', () => {
    const card = message(1, { kind: 'choice', choices: ['one', 'two'] });
    const tapped = following(
      blank,
      hello(card),
      { on: 'write', line: line('tap', { choose: { seq: 1, index: 0 } }) },
      { on: 'sent', id: 'tap' },
    );
    const chosen = { ...card, version: 2, chosen: 1 };
    expect(following(tapped, { on: 'cut' }, hello(chosen)).outgoing).toEqual([]);
    const problem = { title: 'Already chosen', status: 409 };
    expect(following(tapped, frame({ refused: 'tap', problem })).outgoing).toEqual([]);
  });

  it('goes on with the line in the air when the first line made a visitor a customer', () => {
    const state = following(
      blank,
      hello(),
      { on: 'write', line: line('a') },
      { on: 'sent', id: 'a' },
      hello(),
    );
    expect(next(state)).toBeUndefined();
  });
});

describe('what is shown', () => {
  it('drops what is older than what it holds', () => {
    const newer = message(1, { version: 3, body: 'new' });
    const older = message(1, { version: 2, body: 'old' });
    const changes = [{ type: 'message', id: older.id, version: 2, value: older }];
    const state = following(blank, hello(newer), frame({ position: '2', events: [{ changes }] }));
    expect(state.messages).toEqual([newer]);
  });

  it('is what the greeting says, where a restored desk has lost the last lines', () => {
    const before = following(blank, hello(message(1), message(2, { version: 3 })), {
      on: 'frame',
      frame: { ack: 'x', message: message(3, { client_id: 'x' }) },
    });
    const state = following(before, { on: 'cut' }, hello(message(1), message(2)));
    expect(state.messages).toEqual([message(1), message(2)]);
    const emptied = following(before, { on: 'cut' }, hello());
    expect([emptied.messages, emptied.chat]).toEqual([[], null]);
  });

  it('keeps nothing of another life of the desk, earlier pages neither', () => {
    const lost = following(blank, hello(message(5), message(6)), {
      on: 'older',
      messages: [message(3), message(4)],
    });
    const greeting = hello(message(6), message(7)) as { on: 'frame'; frame: Frame };
    Object.assign(greeting.frame.hello as object, { resumes: false });
    const state = following(lost, { on: 'cut' }, greeting);
    expect(state.messages.map(({ seq }) => seq)).toEqual([6, 7]);
  });

  it('keeps earlier pages when a new greeting joins on, and begins anew over a gap', () => {
    const earlier = following(blank, hello(message(5), message(6)), {
      on: 'older',
      messages: [message(3), message(4)],
    });
    const joined = following(earlier, { on: 'cut' }, hello(message(6), message(7)));
    expect(joined.messages.map(({ seq }) => seq)).toEqual([3, 4, 5, 6, 7]);
    const apart = following(earlier, { on: 'cut' }, hello(message(9)));
    expect(apart.messages.map(({ seq }) => seq)).toEqual([9]);
  });

  it('takes only a fresh snapshot after a reset', () => {
    const state = following(blank, hello(message(1)), frame({ reset: true }), { on: 'cut' });
    expect(state.position).toBeNull();
    expect(following(state, hello(message(2))).messages.map(({ seq }) => seq)).toEqual([2]);
  });

  it('stands in the order of the conversation when events overtake each other', () => {
    const change = (seq: number) => ({ type: 'message', id: seq, version: 1, value: message(seq) });
    const state = following(
      blank,
      hello(),
      frame({ position: '3', events: [{ changes: [change(2), change(1)] }] }),
    );
    expect(state.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(state.position).toBe('3');
  });
});
