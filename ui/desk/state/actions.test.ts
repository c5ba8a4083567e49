// @vitest-environment jsdom

import type { Conversation, Person } from '@shared/contracts';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { heldOrder } from '../inbox/held_order';
import { startShortcuts } from '../shell/shortcuts';
import { neighbour, resolve } from './actions';
import { takePage } from './lists';
import { go, pathTo, route, startRouter } from './router';
import { me } from './session';
import { conversations } from './store';

let asked: string[];

const conversation = (id: number, change: Partial<Conversation> = {}): Conversation =>
  ({
    id,
    version: 1,
    state: 'open',
    assignee_id: 1,
    customer_id: id,
    tag_ids: [],
    rank: id,
    ...change,
  }) as Conversation;

startRouter();

beforeEach(() => {
  asked = [];
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    const id = Number(/conversations\/(\d+)\/resolve/.exec(path)?.[1]);
    return new Response(JSON.stringify(conversation(id, { version: 2, state: 'resolved' })));
  });
  me.value = { id: 1, role: 'agent', team_ids: [] } as unknown as Person;
  conversations.clear();
  takePage(
    { view: 'mine', shop_id: null, tag_id: null, channel: null },
    { items: [1, 2, 3].map(id => conversation(id)), customers: [], next_cursor: null },
  );
  go(pathTo.inbox('mine'));
});
afterEach(() => {
  heldOrder.release();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is pressed twice does not end the talk that has only just come', async () => {
  go(pathTo.conversation(1));
  await resolve(1);
  expect(route.value).toMatchObject({ id: 2 });
  await resolve(2);
  expect(asked).toEqual(['/api/v1/conversations/1/resolve']);
  vi.advanceTimersByTime(400);
  await resolve(2);
  expect(asked.at(-1)).toBe('/api/v1/conversations/2/resolve');
});

test('whoever has pressed anything else since has seen it, however quick they are', async () => {
  const stop = startShortcuts();
  const press = (key: string) => document.dispatchEvent(new KeyboardEvent('keydown', { key }));
  const settled = () => vi.advanceTimersByTimeAsync(10);
  go(pathTo.conversation(1));
  press('e');
  await settled();
  expect(route.value).toMatchObject({ id: 2 });
  press('e');
  await settled();
  expect(asked).toHaveLength(1);
  press('z');
  press('e');
  await settled();
  expect(asked.at(-1)).toBe('/api/v1/conversations/2/resolve');
  stop();
});

test('the next is the next before the eyes, while the list holds still', () => {
  heldOrder.hold();
  conversations.upsert(conversation(3, { version: 2, rank: 0 }));
  expect(neighbour(1, 1)).toBe(2);
  heldOrder.release();
  expect(neighbour(3, 1)).toBe(1);
});
