// Which promises stand in which view; as `GET /promises?view=` says it.

import type { Person, PromiseMade } from '@shared/contracts';

export const PROMISE_VIEWS = ['mine', 'today', 'open'] as const;
export type PromiseView = (typeof PROMISE_VIEWS)[number];

/** Whether a promise that is owed stands in a view; `today` is the end of the person's day. */
export function belongs(
  promise: Pick<PromiseMade, 'owner_id' | 'due_at'>,
  view: PromiseView,
  person: Pick<Person, 'id' | 'role'>,
  today: number,
): boolean {
  const mine = promise.owner_id === person.id;
  if (view === 'mine') return mine;
  if (view === 'open') return true;
  return (mine || person.role !== 'agent') && Date.parse(promise.due_at) < today;
}
