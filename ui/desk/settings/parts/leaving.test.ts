// @vitest-environment jsdom

import { Toasts, toast, undoLast } from '@shared/components/toasts';
import { h, render } from 'preact';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { isLeaving, leave, settleLeaving } from './leaving';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('what leaves is hidden at once and gone after its moment', async () => {
  const act = vi.fn(async () => {});
  leave('tag 1', 'gone', act);
  expect(isLeaving('tag 1')).toBe(true);
  expect(act).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(7000);
  expect(act).toHaveBeenCalledOnce();
  expect(isLeaving('tag 1')).toBe(true);
});

test('undone in time, the server never hears of it', async () => {
  const act = vi.fn(async () => {});
  leave('tag 2', 'gone', act);
  expect(undoLast()).toBe(true);
  expect(isLeaving('tag 2')).toBe(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(act).not.toHaveBeenCalled();
});

test('as long as its way back stands the server does not hear of it', async () => {
  const act = vi.fn(async () => {});
  const place = document.createElement('div');
  document.body.append(place);
  render(h(Toasts, { undoLabel: 'Undo', closeLabel: 'Close' }), place);
  leave('tag 5', 'gone', act);
  await vi.advanceTimersByTimeAsync(100);
  place.querySelector('button')?.focus(); // on their way to it, and slow
  await vi.advanceTimersByTimeAsync(20_000);
  expect(act).not.toHaveBeenCalled();
  place.querySelector('button')?.click();
  expect(isLeaving('tag 5')).toBe(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(act).not.toHaveBeenCalled();
  render(null, place);
  place.remove();
});

test('other news does not take the way back away', async () => {
  const act = vi.fn(async () => {});
  leave('tag 6', 'gone', act);
  for (const name of ['one', 'another', 'a third', 'a fourth']) toast(name);
  expect(undoLast()).toBe(true);
  expect(isLeaving('tag 6')).toBe(false);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(act).not.toHaveBeenCalled();
});

test('refused, it stands there again', async () => {
  leave('tag 3', 'gone', async () => {
    throw new Error('no');
  });
  await vi.advanceTimersByTimeAsync(7000);
  expect(isLeaving('tag 3')).toBe(false);
});

test('a page that is left does not forget what it was told', async () => {
  const act = vi.fn(async () => {});
  leave('tag 4', 'gone', act);
  leave('tag 4', 'gone', act);
  settleLeaving();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(act).toHaveBeenCalledOnce();
});
