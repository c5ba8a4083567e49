// @vitest-environment jsdom

import type { Clock } from '@shared/contracts';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Overdue } from './overdue';

const reached = vi.hoisted(() => ({ hear: (_: { percent: number }) => {} }));
vi.mock('../state/live', () => ({
  onReached: (hear: typeof reached.hear) => {
    reached.hear = hear;
    return () => {};
  },
}));
vi.mock('../state/actions', () => ({ complain: () => {} }));

let place: HTMLElement;

const clock = (id: number, ended_at: string | null = null): Clock =>
  ({
    id,
    breached_at: `2026-03-01T00:00:${String(id).padStart(2, '0')}Z`,
    ended_at,
    owing: { subject: 'first_reply', conversation_id: null, person_id: null, shop_id: null },
  }) as unknown as Clock;

/** The server's pages: two clocks each, the newest first. */
function serve(clocks: Clock[]): void {
  vi.stubGlobal('fetch', async (path: string) => {
    const from = Number(new URL(path, 'http://desk').searchParams.get('cursor') ?? 0);
    const items = clocks.slice(from, from + 2);
    const next_cursor = from + 2 < clocks.length ? String(from + 2) : null;
    return new Response(JSON.stringify({ items, next_cursor }));
  });
}

const rows = () =>
  [...place.querySelectorAll('.overdue-row time')].map(each =>
    Number(each.getAttribute('datetime')?.slice(17, 19)),
  );
const shows = (...wanted: number[]) => vi.waitFor(() => expect(rows()).toEqual(wanted));

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  act(() => render(null, place));
  place.remove();
  vi.unstubAllGlobals();
});

test('what runs out meanwhile comes on top of as far as one has looked back', async () => {
  serve([clock(4), clock(3), clock(2), clock(1)]);
  act(() => render(<Overdue />, place));
  await shows(4, 3);
  act(() => place.querySelector<HTMLElement>('main > button')?.click());
  await shows(4, 3, 2, 1);
  serve([clock(5), clock(4, '2026-03-01T00:01:00Z'), clock(3), clock(2), clock(1)]);
  reached.hear({ percent: 100 });
  await shows(5, 4, 3, 2, 1);
  expect(place.querySelectorAll('.is-good')).toHaveLength(1);
});
