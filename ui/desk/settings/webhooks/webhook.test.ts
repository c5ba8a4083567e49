import { expect, test } from 'vitest';
import en from '../texts/en.json';
import { bothSign, isHeld, isNear, KINDS, standing, type Webhook } from './webhook';

const hook = (more: Partial<Webhook>): Webhook => ({
  id: 1,
  version: 1,
  name: 'x',
  url: 'https://x.example/',
  kinds: [],
  shop_ids: [],
  active: true,
  failures: 0,
  paused_at: null,
  old_secret_until: null,
  created_at: '2026-11-21T22:00:00.000000Z',
  ...more,
});

test('off comes before paused', () => {
  expect(standing(hook({}))).toBe('active');
  expect(standing(hook({ paused_at: '2026-11-21T22:00:00Z' }))).toBe('paused');
  expect(standing(hook({ paused_at: '2026-11-21T22:00:00Z', active: false }))).toBe('inactive');
});

test('two secrets sign for as long as the old one may', () => {
  const until = '2026-11-22T22:00:00.000000Z';
  expect(bothSign(hook({}), 0)).toBe(false);
  expect(bothSign(hook({ old_secret_until: until }), Date.parse(until) - 1)).toBe(true);
  expect(bothSign(hook({ old_secret_until: until }), Date.parse(until))).toBe(false);
});

test('what is held has no time worth showing', () => {
  expect(isHeld({ next_attempt_at: '9999-01-01T00:00:00.000000Z' })).toBe(true);
  expect(isHeld({ next_attempt_at: '2026-11-21T22:00:00.000000Z' })).toBe(false);
  expect(isHeld({ next_attempt_at: null })).toBe(false);
});

test('only what is about to go is worth waiting for', () => {
  const now = Date.parse('2026-11-21T22:00:00Z');
  const at = (next_attempt_at: string | null, state: 'pending' | 'done' = 'pending') =>
    isNear({ state, next_attempt_at }, now);
  expect(at('2026-11-21T21:59:59Z')).toBe(true);
  expect(at(null)).toBe(true);
  expect(at('2026-11-21T22:01:00Z')).toBe(true); // it is being tried just now
  expect(at('2026-11-21T22:05:00Z')).toBe(false);
  expect(at('9999-01-01T00:00:00Z')).toBe(false);
  expect(at(null, 'done')).toBe(false);
});

test('every kind offered has words', () => {
  for (const kind of KINDS) expect(en).toHaveProperty([`webhooks.kind.${kind}`]);
});
