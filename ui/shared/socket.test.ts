// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Link } from './socket';

let sockets: FakeSocket[];

class FakeSocket {
  static OPEN = 1;
  readyState = 0;
  sent: string[] = [];
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
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}

const opened = () => {
  const link = new Link({ url: () => 'ws://desk', hello: () => ({ do: 'resume' }), onFrame() {} });
  link.open();
  return link;
};
const last = () => sockets.at(-1) as FakeSocket;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('WebSocket', FakeSocket);
  sockets = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a line over which nothing comes is dead, and another is made at once', () => {
  const link = opened();
  vi.advanceTimersByTime(10);
  for (let beat = 0; beat < 20; beat += 1) {
    vi.advanceTimersByTime(3000);
    last().onmessage?.({ data: '{"beat":true}' });
  }
  expect(sockets).toHaveLength(1);
  expect(link.state.peek()).toBe('live');
  vi.advanceTimersByTime(13_000);
  expect(sockets).toHaveLength(2);
  expect(sockets[0]?.readyState).toBe(3);
  expect(last().sent).toEqual(['{"do":"resume"}']);
  link.dispose();
  vi.advanceTimersByTime(60_000);
  expect(sockets).toHaveLength(2);
});

test('half a character does not make a frame that nobody can read', () => {
  const link = opened();
  vi.advanceTimersByTime(10);
  link.send({ do: 'draft', body: '\ud83d' });
  expect(last().sent.at(-1)).toBe('{"do":"draft","body":"\ufffd"}');
  link.dispose();
});

test('a line that breaks comes back by itself, one that is refused does not', () => {
  const refused = vi.fn();
  const link = new Link({
    url: () => 'ws://desk',
    hello: () => 0,
    onFrame() {},
    onRefused: refused,
  });
  link.open();
  vi.advanceTimersByTime(10);
  last().onclose?.({ code: 1006 });
  expect(link.state.peek()).toBe('reconnecting');
  vi.advanceTimersByTime(2000);
  expect(sockets).toHaveLength(2);
  last().onclose?.({ code: 4401 });
  vi.advanceTimersByTime(60_000);
  expect(refused).toHaveBeenCalledWith(4401);
  expect(sockets).toHaveLength(2);
  link.dispose();
});
