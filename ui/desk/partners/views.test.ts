import type { PartnerRequest } from '@shared/partners';
import { expect, test } from 'vitest';
import { belongs, order } from './views';

const at = (id: number, asked_at: string) => ({ id, asked_at }) as PartnerRequest;

test('a view shows whose turn it is', () => {
  expect(belongs({ waits_on: 'partner' }, 'owed')).toBe(true);
  expect(belongs({ waits_on: 'us' }, 'owed')).toBe(false);
  expect(belongs({ waits_on: 'us' }, 'ours')).toBe(true);
  expect(belongs({ waits_on: 'nobody' }, 'ours')).toBe(false);
  expect(belongs({ waits_on: 'nobody' }, 'all')).toBe(true);
});

test('what is owed stands the oldest first, all of them the newest first', () => {
  const three = [at(2, '2026-03-02'), at(3, '2026-03-01'), at(1, '2026-03-02')];
  expect([...three].sort(order('owed')).map(each => each.id)).toEqual([3, 1, 2]);
  expect([...three].sort(order('all')).map(each => each.id)).toEqual([2, 1, 3]);
});
