import { expect, test } from 'vitest';
import { belongs } from './views';

const today = Date.parse('2026-03-11T15:00:00Z');
const lin = { id: 2, role: 'agent' as const };
const anna = { id: 1, role: 'supervisor' as const };
const of = (owner_id: number | null, due_at: string) => ({ owner_id, due_at });

test('mine are those I owe', () => {
  expect(belongs(of(2, '2026-03-20T09:00:00Z'), 'mine', lin, today)).toBe(true);
  expect(belongs(of(1, '2026-03-20T09:00:00Z'), 'mine', lin, today)).toBe(false);
  expect(belongs(of(null, '2026-03-20T09:00:00Z'), 'mine', lin, today)).toBe(false);
});

test('a supervisor sees what everybody owes today, an agent their own', () => {
  const due = of(1, '2026-03-11T09:00:00Z');
  expect(belongs(due, 'today', anna, today)).toBe(true);
  expect(belongs(due, 'today', lin, today)).toBe(false);
  expect(belongs(of(2, '2026-03-11T15:00:00Z'), 'today', anna, today)).toBe(false);
  expect(belongs(of(2, '2026-03-01T00:00:00Z'), 'today', lin, today)).toBe(true);
});
