// What an agent does to a conversation, in the desk's verbs; each says what was done and offers
// the way back where there is one.

import { toast } from '@shared/components/toasts';
import type { Conversation, Customer, Id, Priority } from '@shared/contracts';
import { sheet } from '../conversation/sheets';
import { heldOrder } from '../inbox/held_order';
import { openId } from './live';
import { preferences } from './preferences';
import { reason } from './reason';
import { go, pathTo, view } from './router';
import { http, leads, me, zone } from './session';
import { conversations, customers, people, tags, teams } from './store';
import { t, times } from './texts';
import { attention, inTurn } from './turns';

/** Tell the person why something was not done, in the server's words where it gave any. */
export function complain(error: unknown): void {
  toast(reason(error), { tone: 'bad' });
}

async function change(id: Id, ask: Promise<unknown>): Promise<boolean> {
  try {
    const answer = await ask;
    if (isConversation(answer)) conversations.upsert(answer);
    return true;
  } catch (error) {
    complain(error);
    return false;
  }

  function isConversation(answer: unknown): answer is Conversation {
    return (
      typeof answer === 'object' &&
      answer !== null &&
      'state' in answer &&
      (answer as Conversation).id === id
    );
  }
}

export interface Target {
  person_id: Id | null;
  team_id: Id | null;
}

/** Give a conversation to a person or a team, or let it go (both null); false if that failed. */
export async function assign(id: Id, target: Target, note = ''): Promise<boolean> {
  const before = conversations.peek(id);
  const put = (to: Target & { note?: string }) =>
    change(id, http.put(`/conversations/${id}/assignee`, to));
  if (!(await put(note ? { ...target, note } : target))) return false;
  const name = people.peek(target.person_id)?.name ?? teams.peek(target.team_id)?.name;
  const mine = target.person_id !== null && target.person_id === me.peek()?.id;
  const given = name ? t('done.assigned', { name }) : t('done.released');
  const text = mine ? t('done.taken') : given;
  toast(text, {
    undo: before && (() => void put({ person_id: before.assignee_id, team_id: before.team_id })),
  });
  return true;
}

/** Make it mine; who leads takes it over from whoever has it, and the timeline says so. */
export async function takeOver(id: Id): Promise<void> {
  const before = conversations.peek(id);
  if (before?.assignee_id == null || !leads()) {
    const person_id = me.peek()?.id ?? null;
    await assign(id, { person_id, team_id: before?.team_id ?? null });
    return;
  }
  if (!(await change(id, http.post(`/conversations/${id}/take-over`)))) return;
  const { assignee_id, team_id } = before;
  toast(t('done.taken'), { undo: () => void assign(id, { person_id: assignee_id, team_id }) });
}

export async function resolve(id: Id): Promise<void> {
  if (unseen(id)) return;
  const next = neighbour(id, 1) ?? neighbour(id, -1);
  const attends = attention();
  if (!(await change(id, http.post(`/conversations/${id}/resolve`)))) return;
  toast(t('done.resolved', { name: nameOf(id) }), { undo: () => void reopen(id, true) });
  if (attends()) advance(id, next);
}

export async function reopen(id: Id, show = false): Promise<void> {
  const attends = attention();
  if (!(await change(id, http.post(`/conversations/${id}/reopen`)))) return;
  if (show && attends()) go(pathTo.conversation(id));
}

/** Put a conversation aside until an instant (ISO 8601). */
export async function snooze(id: Id, until: string): Promise<void> {
  const next = neighbour(id, 1) ?? neighbour(id, -1);
  const attends = attention();
  if (!(await change(id, http.post(`/conversations/${id}/snooze`, { until })))) return;
  toast(t('done.snoozed', { name: nameOf(id), until: times(zone()).moment(until) }), {
    undo: () => void wake(id, true),
  });
  if (attends()) advance(id, next);
}

export async function wake(id: Id, show = false): Promise<void> {
  const attends = attention();
  if (!(await change(id, http.post(`/conversations/${id}/wake`)))) return;
  if (show && attends()) go(pathTo.conversation(id));
}

export async function setPriority(id: Id, priority: Priority): Promise<void> {
  const before = conversations.peek(id)?.priority ?? 0;
  const put = (value: Priority) =>
    change(id, http.put(`/conversations/${id}/priority`, { priority: value }));
  if (before === priority || !(await put(priority))) return;
  toast(t('done.priority', { priority: t(`priority.${priority}`) }), {
    undo: () => void put(before),
  });
}

export async function toggleTag(id: Id, tagId: Id): Promise<void> {
  let had = false;
  // All of them are said at once: one after the other, each by what the one before has left.
  const put = (on: (held: boolean) => boolean) =>
    inTurn(`tags ${id}`, () => {
      const held = conversations.peek(id)?.tag_ids ?? [];
      had = held.includes(tagId);
      const others = held.filter(each => each !== tagId);
      const tag_ids = on(had) ? [...others, tagId] : others;
      return change(id, http.put(`/conversations/${id}/tags`, { tag_ids }));
    });
  if (!(await put(held => !held))) return;
  const tag = tags.peek(tagId)?.name ?? '';
  const before = had;
  toast(t(had ? 'done.untagged' : 'done.tagged', { tag }), {
    undo: () => void put(() => before),
  });
}

export type Profile = Partial<
  Pick<Customer, 'name' | 'email' | 'phone' | 'note' | 'tags' | 'locale' | 'zone' | 'tier'>
>;

/**
 * Change a customer's profile, after what was changed in it before; throws the refusal, for the
 * field that asked to show. What is made of the present state is worked out when its turn comes.
 */
export const editCustomer = (
  id: Id,
  profile: Profile | ((customer: Customer) => Profile),
): Promise<void> =>
  inTurn(`customer ${id}`, async () => {
    const held = customers.peek(id);
    const change = typeof profile !== 'function' ? profile : held && profile(held);
    if (change) customers.upsert(await http.patch<Customer>(`/customers/${id}`, change));
  });

export async function setBlocked(id: Id, blocked: boolean): Promise<void> {
  const ask = (on: boolean) => http.post<Customer>(`/customers/${id}/${on ? 'block' : 'unblock'}`);
  try {
    customers.upsert(await ask(blocked));
    const name = customers.peek(id)?.name ?? '';
    toast(t(blocked ? 'done.blocked' : 'done.unblocked', { name }), {
      undo: () => void ask(!blocked).then(value => customers.upsert(value), complain),
    });
  } catch (error) {
    complain(error);
  }
}

/** The conversation `step` places from this one in the list, or null at its end. */
export function neighbour(id: Id | null, step: 1 | -1): Id | null {
  const ids = heldOrder.peek();
  if (id === null) return (step > 0 ? ids[0] : ids.at(-1)) ?? null;
  const at = ids.indexOf(id);
  return at < 0 ? (ids[0] ?? null) : (ids[at + step] ?? null);
}

function advance(from: Id, to: Id | null): void {
  // Nor from under a sheet that was unfolded before the answer came.
  if (openId.peek() !== from || !preferences.peek().advance || sheet.peek()) return;
  if (view.peek() === 'resolved' || view.peek() === 'snoozed') return;
  came = { id: to, at: performance.now() };
  go(to === null ? pathTo.inbox(view.peek()) : pathTo.conversation(to));
}

/** Milliseconds in which nobody can have seen that the next conversation has come. */
const UNSEEN = 350;
let came: { id: Id | null; at: number } = { id: null, at: 0 };

/** Note that something else was done since the last came: whoever does has seen it. */
export function attended(): void {
  came = { id: null, at: 0 };
}

/** Whether one is only just there: what is pressed twice was meant for the one before. */
const unseen = (id: Id): boolean => came.id === id && performance.now() - came.at < UNSEEN;

function nameOf(id: Id): string {
  const conversation = conversations.peek(id);
  return (conversation && customers.peek(conversation.customer_id)?.name) ?? '';
}
