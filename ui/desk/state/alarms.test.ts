// @vitest-environment jsdom

import type { ClockAction, Owing } from '@shared/contracts';
import { expect, test } from 'vitest';
import { concern } from './alarms';

const owing = { subject: 'first_reply', person_id: null } as Owing;
const agent = { id: 7, role: 'agent' } as const;
const owner = { id: 1, role: 'owner' } as const;
const reached = (actions: ClockAction[], person: number | null = null) => ({
  actions,
  owing: { ...owing, person_id: person },
});

test('a supervisor hears when they shall be told, whoever owes it', () => {
  expect(concern(reached(['tell_supervisor']), { assignee_id: 7 }, owner)).toBe('supervisor');
  expect(concern(reached(['tell_supervisor']), { assignee_id: 7 }, agent)).toBeNull();
  expect(concern(reached(['tell_agent']), { assignee_id: 7 }, owner)).toBeNull();
});

test('an agent hears of what they owe: by the clock’s word, else by whom the talk is with', () => {
  expect(concern(reached(['tell_agent']), { assignee_id: 7 }, agent)).toBe('owner');
  expect(concern(reached(['tell_agent'], 8), { assignee_id: 7 }, agent)).toBeNull();
  expect(concern(reached(['tell_agent'], 7), undefined, agent)).toBe('owner');
  expect(concern(reached(['tell_agent']), { assignee_id: null }, agent)).toBeNull();
  expect(concern(reached(['raise_priority']), { assignee_id: 7 }, agent)).toBeNull();
});
