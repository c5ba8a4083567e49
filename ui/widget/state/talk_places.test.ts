// @vitest-environment jsdom

// What a widget makes of talks that follow each other, and of pages that are turned.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, Hello, Message } from '../contract.ts';
import type { Handover } from '../handover.ts';
import { message, SHOP, SmallDesk } from '../testing.ts';
import { shelf } from './shelf.ts';
import type { Talk } from './talk.ts';

/** A socket that is always there, to a desk that greets. */
class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  sent: Record<string, unknown>[] = [];
  onopen?: () => void;
  onmessage?: (event: { data: string }) => void;
  onclose?: (event: { code: number }) => void;

  constructor() {
    sockets.push(this);
    setTimeout(() => {
      this.readyState = 1;
      this.onopen?.();
    }, 5);
  }

  send(text: string): void {
    const frame = JSON.parse(text) as Record<string, unknown>;
    this.sent.push(frame);
    if (frame.do === 'hello') setTimeout(() => this.receive(desk.hello()), 5);
  }

  receive(frame: Frame): void {
    if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) });
  }

  end(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  close(): void {
    this.readyState = 3;
  }
}

let desk: SmallDesk;
let sockets: FakeSocket[];
// Everything that watches a signal runs after any change: each test has its own page, so to say.
let page: typeof import('./talk.ts') & typeof import('./signal.ts');

const open = (): Talk => {
  const given = { base: 'https://desk.example/', key: 'k', shelf: 'k' } as Handover;
  return page.talk(
    given,
    shelf('k'),
    page.signal(SHOP),
    () => 'en',
    () => {},
  );
};
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const last = () => sockets.at(-1) as FakeSocket;

beforeEach(async () => {
  vi.resetModules();
  page = { ...(await import('./talk.ts')), ...(await import('./signal.ts')) };
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  localStorage.clear();
  desk = new SmallDesk();
  sockets = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('what was before', () => {
  const answered = (items: Message[], more: boolean) =>
    ({ ok: true, json: async () => ({ items, more }) }) as Response;

  it('goes on into the former conversation, and ends where the desk says so', async () => {
    for (let number = 0; number < 3; number += 1) desk.post({});
    const here = open();
    await pass(20);
    expect(here.history.value).toBe('start');
    last().receive({ hello: { ...(desk.hello().hello as Hello), more: true } });
    expect(here.history.value).toBe('more');
    const former = message(4, { id: 4, conversation_id: 6 });
    const asked = vi.fn(async (_: string) => answered([former], false));
    vi.stubGlobal('fetch', asked);
    await here.older();
    expect(asked.mock.lastCall?.[0]).toContain('before=1&conversation_id=7');
    expect(here.state.value.messages.map(({ id }) => id)).toEqual([4, 1001, 1002, 1003]);
    expect(here.history.value).toBe('start');
    // A break does not make what was fetched be forgotten, nor asked for anew.
    last().end(1006);
    await pass(3000);
    expect(here.state.value.messages).toHaveLength(4);
    expect(here.history.value).toBe('start');
    // What changes in a former talk that is not held does not stand there alone.
    const redacted = message(2, { id: 2, version: 2, conversation_id: 5, body: '' });
    const changes = [{ type: 'message', id: 2, version: 2, value: redacted }];
    last().receive({ position: '99', events: [{ changes }] });
    expect(here.state.value.messages).toHaveLength(4);
  });

  it('is asked for again after a while, not at once, where it could not be had', async () => {
    for (let number = 0; number < 60; number += 1) desk.post({});
    const asked = vi.fn(async (): Promise<Response> => {
      await new Promise(done => setTimeout(done, 10));
      throw new TypeError('no network');
    });
    vi.stubGlobal('fetch', asked);
    const here = open();
    page.watch(() => void here.older()); // as the view does after each drawing
    await pass(3000);
    expect(asked).toHaveBeenCalledOnce();
    asked.mockImplementation(async () => answered(desk.stored.slice(0, 10), false));
    await pass(5000);
    expect(here.state.value.messages).toHaveLength(60);
    expect(asked).toHaveBeenCalledTimes(2);
  });
});

describe('the page the customer is on', () => {
  const pages = () => last().sent.filter(frame => frame.do === 'page');

  it('is told again when the shop turns it without loading one', async () => {
    open();
    await pass(7000);
    expect(pages()).toEqual([]);
    history.pushState(null, '', '/teapots');
    document.title = 'Teapots';
    await pass(3000);
    expect(pages()).toEqual([{ do: 'page', url: location.href, title: 'Teapots' }]);
    history.pushState(null, '', '/teapots#the-red-one');
    await pass(9000);
    expect(pages()).toHaveLength(1);
  });

  it('may have any address and title, half characters too, and so may what is said', async () => {
    history.pushState(null, '', `/?${'x'.repeat(300_000)}`);
    document.title = `${'茶'.repeat(199)}🍵`;
    const here = open();
    await pass(20);
    const { page: seen } = last().sent[0] as { page: { url: string; title: string } };
    expect([seen.url.length, seen.title]).toEqual([500, `${'茶'.repeat(199)}\ufffd`]);
    here.say('\ud83d\ude00 \ude00', []);
    expect(last().sent.at(-1)).toMatchObject({ do: 'say', body: '😀 \ufffd' });
    history.pushState(null, '', '/');
  });
});

describe('marks', () => {
  it('stand in another conversation, which the desk has opened', async () => {
    for (let number = 0; number < 5; number += 1) desk.post({});
    const here = open();
    here.looking.value = true;
    await pass(30);
    expect(last().sent.at(-1)).toEqual({ do: 'read', seq: 5 });
    const chat = { ...desk.chat(), id: 8, version: 1, message_count: 2 };
    const line = message(2, { id: 2000, conversation_id: 8, body: 'Your parcel is here.' });
    const changes = [
      { type: 'conversation', id: 8, version: 1, value: chat },
      { type: 'message', id: line.id, version: 1, value: line },
    ];
    last().receive({ position: '99', events: [{ changes }] });
    await pass(10);
    expect(last().sent.at(-1)).toEqual({ do: 'read', seq: 2 });
  });
});
