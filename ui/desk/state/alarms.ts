// When a clock calls: the one who owes it at each share of its time, supervisors when it has run out.

import { signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Conversation, Id, Person, Reached } from '@shared/contracts';
import { call } from './bell';
import { onReached, openId } from './live';
import { go, pathTo, route } from './router';
import { me } from './session';
import { conversations, customers } from './store';
import { t } from './texts';

/** What is replayed after a pause is news no more. */
const FRESH = 60_000;

/** How many clocks have run out since this screen's list of them was looked at. */
export const unseen = signal(0);

export type Concern = 'owner' | 'supervisor' | null;

/** Why a share of the time that was reached concerns a person, if it does. */
export function concern(
  reached: Pick<Reached, 'actions' | 'owing'>,
  conversation: Pick<Conversation, 'assignee_id'> | undefined,
  person: Pick<Person, 'id' | 'role'>,
): Concern {
  if (reached.actions.includes('tell_supervisor') && person.role !== 'agent') return 'supervisor';
  const owes = reached.owing.person_id ?? conversation?.assignee_id;
  return reached.actions.includes('tell_agent') && owes === person.id ? 'owner' : null;
}

/** Tell this person what concerns them from now on. */
export function startAlarms(): void {
  onReached((reached, at) => {
    const person = me.peek();
    const talk = reached.owing.conversation_id;
    const conversation = talk === null ? undefined : conversations.peek(talk);
    const why = person && concern(reached, conversation, person);
    if (!why || Date.now() - Date.parse(at) > FRESH) return;
    if (why === 'supervisor' && route.peek().name !== 'overdue') unseen.value += 1;
    if (talk !== null && openId.peek() === talk && document.hasFocus()) return;
    tell(reached, conversation, why, talk);
  });
}

function tell(
  { id, owing, percent }: Reached,
  conversation: Conversation | undefined,
  why: Concern,
  talk: Id | null,
): void {
  const what = t(`owed.${owing.subject}`);
  const name = customers.peek(conversation?.customer_id ?? null)?.name ?? '…';
  const late = percent >= 100;
  const title = late
    ? t('breach.due', { what, name })
    : t('breach.reached', { what, percent, name });
  const open = () => go(talk === null ? pathTo.overdue() : pathTo.conversation(talk));
  if (late) toast(title, { tone: 'bad', act: { label: t('breach.open'), run: open } });
  if (late || why === 'owner') {
    call({ title, body: conversation?.last_message?.preview ?? '', tag: `clock ${id}`, open });
  }
}
