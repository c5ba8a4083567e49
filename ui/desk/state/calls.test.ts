// @vitest-environment jsdom

import type { Message } from '@shared/contracts';
import { expect, test } from 'vitest';
import { calls } from './calls';

const now = Date.parse('2026-11-21T10:00:30Z');
const message = (kind: string, at = '2026-11-21T10:00:00Z') =>
  ({ author: { kind }, at }) as Message;

test('a customer calls whoever answers them, or everybody while nobody does', () => {
  expect(calls(message('customer'), { assignee_id: 1 }, 1, now)).toBe(true);
  expect(calls(message('customer'), { assignee_id: null }, 1, now)).toBe(true);
  expect(calls(message('customer'), { assignee_id: 2 }, 1, now)).toBe(false);
});

test('colleagues and old news call nobody', () => {
  expect(calls(message('agent'), { assignee_id: 1 }, 1, now)).toBe(false);
  expect(calls(message('customer', '2026-11-21T09:00:00Z'), { assignee_id: 1 }, 1, now)).toBe(
    false,
  );
});
