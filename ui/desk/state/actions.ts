// What an agent does to a conversation, in the desk's verbs; each says what was done and offers
// the way back where there is one.

import { toast } from '@shared/components/toasts';
import type { Conversation, Customer, Id, Priority } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { listed } from './lists';
import { openId } from './live';
import { preferences } from './preferences';
import { go, pathTo, view } from './router';
import { http, leads, me, zone } from './session';
import { conversations, customers, people, tags, teams } from './store';
import { t, times } from './texts';

/** Tell the person why something was not done, in the server's words where it gave any. */
export function complain(error: unknown): void {
  const words = error instanceof Refusal ? error.message : '';
  toast(words || t('error.unreachable'), { tone: 'bad' });
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

/** Give a conversation to a person or a team, or let it go (both null). */
export async function assign(id: Id, target: Target, note = ''): Promise<void> {
  const before = conversations.peek(id);
  const put = (to: Target & { note?: string }) =>
    change(id, http.put(`/conversations/${id}/assignee`, to));
  if (!(await put(note ? { ...target, note } : target))) return;
  const name = people.peek(target.person_id)?.name ?? teams.peek(target.team_id)?.name;
  const mine = target.person_id !== null && target.person_id === me.peek()?.id;
  const given = name ? t('done.assigned', { name }) : t('done.released');
  const text = mine ? t('done.taken') : given;
  toast(text, {
    undo: before && (() => void put({ person_id: before.assignee_id, team_id: before.team_id })),
  });
}

/** Make it mine; who leads takes it over from whoever has it, and the timeline says so. */
export async function takeOver(id: Id): Promise<void> {
  const before = conversations.peek(id);
  if (before?.assignee_id == null || !leads()) {
    const person_id = me.peek()?.id ?? null;
    return assign(id, { person_id, team_id: before?.team_id ?? null });
  }
  if (!(await change(id, http.post(`/conversations/${id}/take-over`)))) return;
  const { assignee_id, team_id } = before;
  toast(t('done.taken'), { undo: () => void assign(id, { person_id: assignee_id, team_id }) });
}

export async function resolve(id: Id): Promise<void> {
  const next = neighbour(id, 1) ?? neighbour(id, -1);
  if (!(await change(id, http.post(`/conversations/${id}/resolve`)))) return;
  toast(t('done.resolved', { name: nameOf(id) }), { undo: () => void reopen(id, true) });
  advance(id, next);
}

export async function reopen(id: Id, show = false): Promise<void> {
  if (!(await change(id, http.post(`/conversations/${id}/reopen`)))) return;
  if (show) go(pathTo.conversation(id));
}

/** Put a conversation aside until an instant (ISO 8601). */
export async function snooze(id: Id, until: string): Promise<void> {
  const next = neighbour(id, 1) ?? neighbour(id, -1);
  if (!(await change(id, http.post(`/conversations/${id}/snooze`, { until })))) return;
  toast(t('done.snoozed', { name: nameOf(id), until: times(zone()).moment(until) }), {
    undo: () => void wake(id).then(() => go(pathTo.conversation(id))),
  });
  advance(id, next);
}

export async function wake(id: Id): Promise<void> {
  await change(id, http.post(`/conversations/${id}/wake`));
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
  const before = conversations.peek(id)?.tag_ids ?? [];
  const had = before.includes(tagId);
  const after = had ? before.filter(each => each !== tagId) : [...before, tagId];
  const put = (tag_ids: Id[]) => change(id, http.put(`/conversations/${id}/tags`, { tag_ids }));
  if (!(await put(after))) return;
  const tag = tags.peek(tagId)?.name ?? '';
  toast(t(had ? 'done.untagged' : 'done.tagged', { tag }), { undo: () => void put(before) });
}

export type Profile = Partial<
  Pick<Customer, 'name' | 'email' | 'phone' | 'note' | 'tags' | 'locale' | 'zone' | 'tier'>
>;

/** Change a customer's profile; throws the refusal, for the field that asked to show. */
export async function editCustomer(id: Id, profile: Profile): Promise<void> {
  customers.upsert(await http.patch<Customer>(`/customers/${id}`, profile));
}

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
  const ids = listed.peek();
  if (id === null) return (step > 0 ? ids[0] : ids.at(-1)) ?? null;
  const at = ids.indexOf(id);
  return at < 0 ? (ids[0] ?? null) : (ids[at + step] ?? null);
}

function advance(from: Id, to: Id | null): void {
  if (openId.peek() !== from || !preferences.peek().advance) return;
  if (view.peek() === 'resolved' || view.peek() === 'snoozed') return;
  go(to === null ? pathTo.inbox(view.peek()) : pathTo.conversation(to));
}

function nameOf(id: Id): string {
  const conversation = conversations.peek(id);
  return (conversation && customers.peek(conversation.customer_id)?.name) ?? '';
}
