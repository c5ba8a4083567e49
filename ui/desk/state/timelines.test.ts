// @vitest-environment jsdom

import type { Conversation, Message } from '@shared/contracts';
import { afterEach, expect, test, vi } from 'vitest';
import { conversations, forget } from './store';
import { ensure, markStale, merge, newest, take, timeline } from './timelines';

const message = (seq: number, version = 1) => ({ id: seq, seq, version }) as Message;
const run = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
const seqs = (messages: readonly Message[]) => messages.map(each => each.seq);

test('a page before and a page after join on', () => {
  expect(seqs(merge(run(51, 60), run(41, 50)))).toEqual(seqs(run(41, 60)));
  expect(seqs(merge(run(51, 60), run(61, 63)))).toEqual(seqs(run(51, 63)));
});

test('overlap is drawn once, and the newer state wins', () => {
  const merged = merge(run(1, 5), [message(4, 3), message(5, 1), message(6)]);
  expect(seqs(merged)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(merged[3]?.version).toBe(3);
});

test('what is older than what is held is dropped, and nothing is redrawn for it', () => {
  const held = [message(1, 2), message(2, 2)];
  expect(merge(held, [message(1, 1), message(2, 2)])).toBe(held);
});

test('a gap never looks like silence', () => {
  const held = run(1, 3);
  expect(merge(held, [message(5)])).toBe(held);
  expect(seqs(merge(held, [message(5), message(4)]))).toEqual([1, 2, 3, 4, 5]);
});

test('an empty stretch takes the newest run', () => {
  expect(seqs(merge([], run(7, 9)))).toEqual([7, 8, 9]);
  expect(seqs(merge([], [message(2), message(8), message(9)]))).toEqual([8, 9]);
});

const talk = (id: number, shop_id: number) => ({ id, version: 1, shop_id }) as Conversation;
const answers = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));

afterEach(() => {
  vi.unstubAllGlobals();
  conversations.clear();
});

test('a conversation that went out of sight while it was asked for is gone, and nothing failed', async () => {
  conversations.upsertAll([talk(7, 1), talk(8, 2)]);
  answers(404, { status: 404, key: 'conversation.not_found', title: 'Not found' });
  await ensure(7);
  expect(conversations.peekValues().map(each => each.id)).toEqual([8]);
  expect(timeline(7).peek().state).toBe('empty');
  // Back in sight, though nothing has changed in it.
  conversations.upsert(talk(7, 1));
  answers(200, { items: run(1, 2) });
  await ensure(7);
  expect(seqs(timeline(7).peek().messages)).toEqual([1, 2]);
});

test('what fails for another reason is said to have failed', async () => {
  conversations.upsert(talk(9, 1));
  answers(503, { status: 503, key: 'storage.unavailable', title: 'Unavailable' });
  await ensure(9);
  expect(conversations.peek(9)).toBeDefined();
  expect(timeline(9).peek().state).toBe('failed');
});

test('a fresh snapshot keeps the open conversation only while its shop is in sight', () => {
  const open = talk(7, 1);
  for (const [person, kept] of [
    [{ all_shops: true, shop_ids: [] }, [7]],
    [{ all_shops: false, shop_ids: [1] }, [7]],
    [{ all_shops: false, shop_ids: [2] }, []],
  ] as const) {
    conversations.upsertAll([open, talk(8, 2)]);
    forget(7, { ...person, shop_ids: [...person.shop_ids] });
    expect(conversations.peekValues().map(each => each.id)).toEqual(kept);
  }
});

const said = (conversation_id: number, seq: number) =>
  ({ ...message(seq), conversation_id }) as Message;

/** Answers that come when they are let go, in any order. */
function heldAnswers() {
  const waiting: ((items: readonly Message[]) => void)[] = [];
  vi.stubGlobal(
    'fetch',
    () =>
      new Promise(answer => {
        waiting.push(items => answer(new Response(JSON.stringify({ items }), { status: 200 })));
      }),
  );
  return waiting;
}

test('what is said while the page is on its way is there when it has come', async () => {
  const waiting = heldAnswers();
  const coming = ensure(11);
  take(said(11, 3));
  take(said(11, 4));
  waiting.shift()?.(run(1, 2));
  await coming;
  expect(seqs(timeline(11).peek().messages)).toEqual([1, 2, 3, 4]);
  expect(timeline(11).peek().atEnd).toBe(true);
});

test('what does not join the page that has come is asked for', async () => {
  const waiting = heldAnswers();
  const coming = ensure(12);
  take(said(12, 5));
  waiting.shift()?.(run(1, 2));
  await coming;
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  waiting.shift()?.(run(3, 5));
  await vi.waitFor(() => expect(seqs(timeline(12).peek().messages)).toEqual([1, 2, 3, 4, 5]));
});

test('the way back to the end does not pass by what is said meanwhile', async () => {
  const waiting = heldAnswers();
  const coming = ensure(13);
  waiting.shift()?.(run(1, 2));
  await coming;
  const end = newest(13);
  take(said(13, 9));
  waiting.shift()?.(run(5, 8));
  await end;
  expect(seqs(timeline(13).peek().messages)).toEqual([5, 6, 7, 8, 9]);
});

test('what could not be brought up to date is still old when it is shown next', async () => {
  answers(200, { items: run(1, 2) });
  await ensure(14);
  markStale();
  answers(503, { status: 503, key: 'storage.unavailable', title: 'Unavailable' });
  await ensure(14);
  expect(seqs(timeline(14).peek().messages)).toEqual([1, 2]);
  answers(200, { items: run(1, 3) });
  await ensure(14);
  expect(seqs(timeline(14).peek().messages)).toEqual([1, 2, 3]);
});
