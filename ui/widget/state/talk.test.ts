// @vitest-environment jsdom

// The whole of `state/` against a small desk over a socket that can be cut: reloads and two tabs.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '../contract.ts';
import type { Handover } from '../handover.ts';
import { chance, SHOP, SmallDesk } from '../testing.ts';
import { CLOSED } from './link.ts';
import { type Shelf, shelf } from './shelf.ts';
import type { Talk } from './talk.ts';

// Everything that watches a signal runs after any change: each test has its own page, so to say.
let page: typeof import('./talk.ts') & typeof import('./signal.ts');
const fresh = async () => {
  vi.resetModules();
  page = { ...(await import('./talk.ts')), ...(await import('./signal.ts')) };
};

let desk: SmallDesk;
let online: boolean;
let sockets: FakeSocket[];
/** How the desk answers a line; null: not at all. */
let answer: (say: { client_id: string; body: string }) => Frame[] | null;

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  tab: number;
  sent: Record<string, unknown>[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;

  constructor(readonly url: string) {
    sockets.push(this);
    this.tab = Number(/(\d+)\/live/.exec(url)?.[1] ?? 0);
    setTimeout(() => {
      if (Browser.dead.has(this.tab)) return;
      if (!online) return this.end(1006);
      this.readyState = 1;
      this.onopen?.();
    }, 5);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Record<string, unknown>;
    this.sent.push(frame);
    setTimeout(() => {
      if (frame.do === 'hello') this.receive(desk.hello());
      if (frame.do !== 'say') return;
      const frames = answer(frame as { client_id: string; body: string });
      for (const each of frames ?? []) {
        // Events go to every tab, the acknowledgement to the one that spoke.
        for (const socket of each.events ? sockets : [this]) socket.receive(each);
      }
    }, 5);
  }

  receive(frame: Frame): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  close(): void {
    this.readyState = 3;
  }
}

interface Tab {
  number: number;
  talk: Talk;
  changed?: (name: string, value: string | null) => void;
}

/** Tabs that share a storage, and hear of each other's changes as real ones do. */
class Browser {
  kept = new Map<string, string>();
  tabs = new Set<Tab>();
  static opened = 0;
  static dead = new Set<number>();

  open(): Tab {
    Browser.opened += 1;
    const tab = { number: Browser.opened } as Tab;
    const alive = () => this.tabs.has(tab);
    this.tabs.add(tab);
    const shared: Shelf = {
      get: name => this.kept.get(name) ?? null,
      set: (name, value) => {
        if (!alive() || (this.kept.get(name) ?? null) === value) return;
        if (value === null) this.kept.delete(name);
        else this.kept.set(name, value);
        for (const other of this.tabs) {
          if (other !== tab)
            setTimeout(() => this.tabs.has(other) && other.changed?.(name, value), 1);
        }
      },
      names: prefix => [...this.kept.keys()].filter(name => name.startsWith(prefix)),
      watch: changed => {
        tab.changed = changed;
      },
    };
    const base = `https://desk.example/${tab.number}/`;
    tab.talk = page.talk(given({ base }), shared, page.signal(SHOP), () => 'en', rang);
    return tab;
  }

  kill(tab: Tab): void {
    this.tabs.delete(tab);
    Browser.dead.add(tab.number);
    for (const socket of sockets) if (socket.tab === tab.number) socket.readyState = 3;
  }
}

const given = (more: Partial<Handover> = {}) =>
  ({ base: 'https://desk.example/', key: 'k', shelf: 'k', ...more }) as Handover;
const open = (more: Partial<Handover> = {}): Talk =>
  page.talk(given(more), shelf(more.shelf ?? 'k'), page.signal(SHOP), () => 'en', rang);
const rang = vi.fn();
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const bodies = () => desk.stored.filter(({ client_id }) => client_id).map(({ body }) => body);
const last = () => sockets.at(-1) as FakeSocket;

/** What the widgets of a test have hung on the page: nobody unloads it between two tests. */
const hung: [EventTarget, string, EventListener][] = [];

beforeEach(async () => {
  await fresh();
  for (const target of [window, document]) {
    const add = target.addEventListener.bind(target) as EventTarget['addEventListener'];
    vi.spyOn(target, 'addEventListener').mockImplementation((type: string, listener: unknown) => {
      hung.push([target, type, listener as EventListener]);
      add(type, listener as EventListener);
    });
  }
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  localStorage.clear();
  desk = new SmallDesk();
  online = true;
  sockets = [];
  Browser.dead.clear();
  Browser.opened = 0;
  rang.mockClear();
  answer = ({ client_id, body }) => {
    const { ack, event } = desk.take(client_id, body);
    return event ? [ack, event] : [ack];
  };
});

afterEach(() => {
  for (const [target, type, listener] of hung.splice(0)) target.removeEventListener(type, listener);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a conversation', () => {
  it('greets with who and where the customer is, and sends what is written', async () => {
    const here = open();
    await pass(20);
    expect(last().sent[0]).toMatchObject({ do: 'hello', visitor: null, locale: 'en' });
    expect(last().url).toBe('wss://desk.example/live/chat?shop=k');
    here.say('hello', []);
    await pass(20);
    expect(bodies()).toEqual(['hello']);
    expect(here.state.value.outgoing).toEqual([]);
    expect(here.state.value.messages).toHaveLength(1);
  });

  it('keeps what was written offline through a reload, and sends it once, in order', async () => {
    online = false;
    const before = open();
    await pass(10);
    before.say('one', []);
    before.say('two', []);
    before.say('three', []);
    await pass(100);
    // The page is gone without a word; another one opens.
    online = true;
    const after = open();
    expect(after.state.value.outgoing.map(({ body }) => body)).toEqual(['one', 'two', 'three']);
    await pass(200);
    expect(bodies()).toEqual(['one', 'two', 'three']);
    expect(shelf('k').names('out:')).toEqual([]);
  });

  it('sends again when the acknowledgement was lost, and is stored once', async () => {
    const here = open();
    await pass(20);
    const honest = answer;
    answer = say => {
      honest(say);
      return null;
    };
    here.say('once', []);
    await pass(30);
    answer = honest;
    last().end(1006);
    await pass(5000);
    expect(bodies()).toEqual(['once']);
    expect(here.state.value.outgoing).toEqual([]);
  });

  it('does not trust a socket that takes lines and answers none', async () => {
    const here = open();
    await pass(20);
    answer = () => null;
    here.say('anybody?', []);
    await pass(15_000);
    expect(sockets.length).toBeGreaterThan(1);
    expect(here.state.value.outgoing).toHaveLength(1);
  });

  it('survives any mixture of cuts, reloads and two tabs without losing or doubling a line', async () => {
    for (let seed = 1; seed <= 12; seed += 1) {
      const dice = chance(seed);
      await fresh();
      const browser = new Browser();
      desk = new SmallDesk();
      const tabs = [browser.open(), browser.open()];
      const written: string[] = [];
      const honest = answer;
      const deaf: typeof answer = say => {
        honest(say);
        return null;
      };
      await pass(20);
      for (let turn = 0; turn < 40; turn += 1) {
        const at = dice(2);
        const doing = dice(7);
        if (doing < 3) {
          written.push(`${seed}.${turn}`);
          tabs[at]?.talk.say(`${seed}.${turn}`, []);
        }
        if (doing === 3) last().end(1006);
        if (doing === 4) {
          // A crash: nothing is said, nothing is tidied up.
          browser.kill(tabs[at] as Tab);
          tabs[at] = browser.open();
        }
        if (doing === 5) answer = dice(2) ? honest : deaf;
        if (doing === 6) online = dice(3) > 0;
        await pass(dice(60));
      }
      answer = honest;
      online = true;
      await pass(90_000);
      expect(bodies().sort(), `seed ${seed}`).toEqual(written.sort());
      expect([...browser.kept.keys()].filter(name => name.startsWith('out:'))).toEqual([]);
      for (const tab of tabs) {
        expect(tab.talk.state.value.outgoing).toEqual([]);
        browser.kill(tab);
      }
      vi.clearAllTimers();
    }
  }, 30_000);

  it('goes on by itself after a refusal that passes, and keeps the reason of one that does not', async () => {
    const here = open();
    await pass(20);
    const honest = answer;
    const slow = { title: 'Slow down', status: 429 };
    answer = ({ client_id }) => [{ refused: client_id, problem: slow }];
    here.say('patience', []);
    await pass(100);
    answer = honest;
    await pass(5000);
    expect(bodies()).toEqual(['patience']);
    const long = { title: 'Too long', status: 413, detail: 'At most 10,000 characters.' };
    answer = ({ client_id }) => [{ refused: client_id, problem: long }];
    here.say('long', []);
    await pass(50);
    expect(here.state.value.outgoing).toMatchObject([{ body: 'long', problem: long }]);
    expect(shelf('k').names('out:')).toHaveLength(1);
  });
});

describe('the socket', () => {
  it('stops where the desk refuses the page, and says why', async () => {
    const here = open();
    await pass(20);
    last().receive({ refused: 'hello', problem: { title: 'Not found', status: 404 } });
    last().end(CLOSED.refused);
    await pass(100_000);
    expect(sockets).toHaveLength(1);
    expect(here.state.value.link).toBe('shut');
    expect(here.shut.value?.title).toBe('Not found');
  });

  it('comes back where it was refused only for the rush', async () => {
    open();
    await pass(20);
    last().receive({ refused: 'hello', problem: { title: 'Busy', status: 429 } });
    last().end(CLOSED.refused);
    await pass(5000);
    expect(sockets.length).toBeGreaterThan(1);
  });

  it('waits longer each time nobody answers, and not at all when the network is back', async () => {
    online = false;
    open();
    await pass(60_000);
    const tries = sockets.length;
    expect(tries).toBeGreaterThan(3);
    expect(tries).toBeLessThan(12);
    online = true;
    dispatchEvent(new Event('online'));
    await pass(10);
    expect(last().readyState).toBe(1);
  });

  it('notices silence', async () => {
    open();
    await pass(20);
    const mute = last();
    await pass(60_000);
    expect(mute.sent.some(frame => frame.do === 'ping')).toBe(true);
    expect(sockets.length).toBeGreaterThan(1);
  });
});

describe('reading and ringing', () => {
  const agent = () => desk.post({ author: { kind: 'agent', id: null, name: 'Lin' } });

  it('says what has arrived, and what was seen once it is looked at', async () => {
    const here = open();
    await pass(20);
    last().receive(agent());
    await pass(10);
    expect(here.unread()).toBe(1);
    expect(last().sent.at(-1)).toEqual({ do: 'delivered', seq: 1 });
    here.looking.value = true;
    await pass(10);
    expect(last().sent.at(-1)).toEqual({ do: 'read', seq: 1 });
  });

  it('rings for an agent’s line, not for one’s own nor for history', async () => {
    desk.post({});
    const here = open();
    await pass(20);
    here.say('mine', []);
    await pass(20);
    expect(rang).not.toHaveBeenCalled();
    last().receive(agent());
    expect(rang).toHaveBeenCalledOnce();
  });

  it('shows who types, for six seconds or until the line is there', async () => {
    const here = open();
    await pass(20);
    const typing = { typing: { who: { kind: 'agent', name: 'Lin' }, on: true } };
    last().receive(typing);
    expect(here.typing.value).toBe('Lin');
    await pass(6001);
    expect(here.typing.value).toBeNull();
    last().receive(typing);
    last().receive(agent());
    expect(here.typing.value).toBeNull();
  });

  it('tells the desk of typing at most every three seconds, and of its end', async () => {
    const here = open();
    await pass(20);
    for (let turn = 0; turn < 10; turn += 1) {
      here.writing(true);
      await pass(200);
    }
    here.writing(false);
    const said = last()
      .sent.filter(frame => frame.do === 'typing')
      .map(frame => frame.on);
    expect(said).toEqual([true, false]);
  });
});

describe('a rating', () => {
  it('given offline is handed in later', async () => {
    desk.post({});
    const here = open();
    await pass(20);
    const chat = { ...desk.chat(), state: 'resolved' as const, version: 9 };
    desk.chat = () => chat as ReturnType<SmallDesk['chat']>;
    last().receive(desk.hello());
    last().end(1006);
    here.rate({ score: 5, comment: 'kind' });
    await pass(4000);
    expect(last().sent).toContainEqual({ do: 'rate', score: 5, comment: 'kind' });
  });
});
