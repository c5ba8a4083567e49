// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Http, Unreachable } from './http';

interface Asked {
  path: string;
  key: string | undefined;
}

let asked: Asked[];

type Answer = (signal: AbortSignal) => Promise<Response>;

/** A line that answers one after the other; the last answers for good. */
function line(...answers: Answer[]): Http {
  vi.stubGlobal('fetch', (path: string, { headers, signal }: RequestInit) => {
    asked.push({ path, key: (headers as Record<string, string>)['Idempotency-Key'] });
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    return (answer as Answer)(signal as AbortSignal);
  });
  return new Http({ base: '/api' });
}

const done: Answer = async () => new Response('{"done":true}');
/** As a line that has died: the browser waits. */
const nothing: Answer = signal =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(new DOMException('', 'AbortError')));
  });
/** A file that comes in pieces, one each so many seconds. */
const slowly =
  (pieces: number, seconds: number): Answer =>
  async signal =>
    new Response(
      new ReadableStream({
        async start(controller) {
          signal.addEventListener('abort', () =>
            controller.error(new DOMException('', 'AbortError')),
          );
          for (let piece = 0; piece < pieces; piece++) {
            await new Promise(come => setTimeout(come, seconds * 1000));
            if (signal.aborted) return;
            controller.enqueue(new TextEncoder().encode(piece ? ' ' : '"come"'));
          }
          controller.close();
        },
      }),
    );
/** What became of it; unlike a promise it can be asked before it is settled. */
function outcome<T>(promise: Promise<T>) {
  const held: { value?: T; error?: unknown } = {};
  promise.then(
    value => Object.assign(held, { value }),
    error => Object.assign(held, { error }),
  );
  return held;
}

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a line that is silent for three quarters of a minute is given up, and so it is said', async () => {
  const found = outcome(line(nothing).get('/x'));
  await vi.advanceTimersByTimeAsync(44_000);
  expect(found).toEqual({});
  await vi.advanceTimersByTimeAsync(2_000);
  expect(found.error).toBeInstanceOf(Unreachable);
  expect(found.error).toMatchObject({ late: true });
});

test('a line that is refused at once is not late', async () => {
  const found = outcome(line(() => Promise.reject(new TypeError('Failed to fetch'))).get('/x'));
  await vi.advanceTimersByTimeAsync(0);
  expect(found.error).toMatchObject({ late: false });
});

test('what comes slowly is not cut as long as it comes', async () => {
  const found = outcome(line(slowly(5, 20)).get('/x'));
  await vi.advanceTimersByTimeAsync(101_000);
  expect(found.value).toBe('come');
  const stuck = outcome(line(slowly(5, 60)).get('/x'));
  await vi.advanceTimersByTimeAsync(46_000);
  expect(stuck.error).toMatchObject({ late: true });
});

test('what is long on its way out has the time that a slow line needs for it', async () => {
  const found = outcome(line(nothing).put('/x', { sound: 'a'.repeat(400_000) }));
  await vi.advanceTimersByTimeAsync(140_000);
  expect(found).toEqual({});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(found.error).toMatchObject({ late: true });
});

test('who gives up is told so, and not that the line is dead', async () => {
  const wish = new AbortController();
  const found = outcome(line(nothing).get('/x', wish.signal));
  wish.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(found.error).toMatchObject({ name: 'AbortError' });
});

test('what had no answer is the same request when it is sent again', async () => {
  const http = line(nothing, nothing, done);
  outcome(http.post('/orders', { cups: 1 }));
  await vi.advanceTimersByTimeAsync(46_000);
  outcome(http.post('/orders', { cups: 1 }));
  outcome(http.post('/orders', { cups: 2 }));
  await vi.advanceTimersByTimeAsync(46_000);
  expect(await http.post('/orders', { cups: 1 })).toEqual({ done: true });
  const [first, again, other, third] = asked.map(({ key }) => key);
  expect(again).toBe(first);
  expect(third).toBe(first);
  expect(other).not.toBe(first);
});

test('what was answered, and what was long ago, is another request when it is sent again', async () => {
  const http = line(done, done, nothing, done);
  await http.post('/orders', { cups: 1 });
  await http.post('/orders', { cups: 1 });
  outcome(http.post('/orders', { cups: 1 }));
  await vi.advanceTimersByTimeAsync(46_000 + 121_000);
  await http.post('/orders', { cups: 1 });
  expect(new Set(asked.map(({ key }) => key)).size).toBe(4);
});

class Sending {
  static last: Sending;
  upload: { onprogress?: (event: object) => void } = {};
  onload?: () => void;
  onabort?: () => void;
  status = 201;
  responseText = '{"id":7}';
  open(): void {
    Sending.last = this;
  }
  setRequestHeader(): void {}
  send(): void {}
  abort(): void {
    this.onabort?.();
  }
}

test('a large file is not cut while it goes, and is when it stands', async () => {
  vi.stubGlobal('XMLHttpRequest', Sending);
  const http = new Http({ base: '/api' });
  const send = () => outcome(http.upload('/files', new File(['x'], 'x'), () => {}));
  const found = send();
  for (let part = 1; part <= 6; part++) {
    await vi.advanceTimersByTimeAsync(100_000);
    Sending.last.upload.onprogress?.({ lengthComputable: true, loaded: part, total: 6 });
  }
  Sending.last.onload?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(found.value).toEqual({ id: 7 });
  const stuck = send();
  await vi.advanceTimersByTimeAsync(121_000);
  expect(stuck.error).toMatchObject({ late: true });
});
