import type { Message } from '@shared/contracts';
import { expect, test } from 'vitest';
import { merge } from './timelines';

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
