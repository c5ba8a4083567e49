// @vitest-environment jsdom

import type { Conversation } from '@shared/contracts';
import { beforeEach, describe, expect, test } from 'vitest';
import { belongs, byUrgency, counts, listed, recount, takePage } from './lists';
import { view } from './router';
import { me } from './session';
import { conversations } from './store';

const person = { id: 9, team_ids: [3] };
const everywhere = { shop_id: null, tag_id: null, channel: null };

const talk = (id: number, part: Partial<Conversation> = {}): Conversation =>
  ({
    id,
    version: 1,
    shop_id: 1,
    state: 'open',
    assignee_id: null,
    team_id: null,
    tag_ids: [],
    rank: id,
    ...part,
  }) as Conversation;

describe('where a conversation stands', () => {
  const stands = (part: Partial<Conversation>) =>
    (['mine', 'unassigned', 'open', 'team', 'snoozed', 'resolved'] as const).filter(name =>
      belongs(talk(1, part), { view: name, ...everywhere }, person),
    );

  test.each([
    [{}, ['unassigned', 'open']],
    [{ assignee_id: 9 }, ['mine', 'open']],
    [{ assignee_id: 8 }, ['open']],
    [{ team_id: 3 }, ['unassigned', 'open', 'team']],
    [{ team_id: 4, assignee_id: 9 }, ['mine', 'open']],
    [{ state: 'snoozed' as const, assignee_id: 9 }, ['snoozed']],
    [{ state: 'resolved' as const }, ['resolved']],
  ])('%j', (part, views) => {
    expect(stands(part)).toEqual(views);
  });

  test('a filter leaves the other shops and tags out', () => {
    const filtered = { view: 'open' as const, shop_id: 2, tag_id: 5, channel: null };
    expect(belongs(talk(1, { shop_id: 2, tag_ids: [5] }), filtered, person)).toBe(true);
    expect(belongs(talk(1, { shop_id: 2 }), filtered, person)).toBe(false);
    expect(belongs(talk(1, { tag_ids: [5] }), filtered, person)).toBe(false);
  });
});

test('the smaller rank is more urgent; equals keep their order', () => {
  const order = [talk(3, { rank: 5 }), talk(1, { rank: 5 }), talk(2, { rank: -1 })].sort(byUrgency);
  expect(order.map(each => each.id)).toEqual([2, 1, 3]);
});

describe('the list', () => {
  beforeEach(() => {
    conversations.clear();
    me.value = person as never;
    view.value = 'open';
  });

  test('shows what is loaded and what is more urgent, never past its horizon', () => {
    takePage(
      { view: 'open', ...everywhere },
      { items: [talk(10), talk(20)], customers: [], next_cursor: 'more' },
    );
    expect(listed.value).toEqual([10, 20]);
    conversations.upsert(talk(30));
    expect(listed.value).toEqual([10, 20]);
    conversations.upsert(talk(5));
    expect(listed.value).toEqual([5, 10, 20]);
    takePage(
      { view: 'open', ...everywhere },
      { items: [talk(25), talk(30)], customers: [], next_cursor: null },
    );
    expect(listed.value).toEqual([5, 10, 20, 25, 30]);
  });

  test('follows each change', () => {
    takePage(
      { view: 'open', ...everywhere },
      { items: [talk(1), talk(2)], customers: [], next_cursor: null },
    );
    conversations.upsert(talk(2, { version: 2, rank: 0 }));
    expect(listed.value).toEqual([2, 1]);
    conversations.upsert(talk(2, { version: 3, state: 'resolved' }));
    expect(listed.value).toEqual([1]);
  });
});

test('counts follow a step whose beginning is known', () => {
  me.value = person as never;
  counts.value = { mine: 1, unassigned: 4, open: 5, team: 0, snoozed: 0, resolved: 7 };
  const before = talk(1);
  const taken = talk(1, { version: 2, assignee_id: 9, team_id: 3 });
  recount(before, taken);
  expect(counts.value).toEqual({
    mine: 2,
    unassigned: 3,
    open: 5,
    team: 1,
    snoozed: 0,
    resolved: 7,
  });
  recount(taken, talk(1, { version: 3, assignee_id: 9, team_id: 3, state: 'resolved' }));
  expect(counts.value).toMatchObject({ mine: 1, open: 4, team: 0, resolved: 8 });
});
