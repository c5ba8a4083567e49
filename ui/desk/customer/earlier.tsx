// What the customer came for before.

import { now } from '@shared/clock';
import { ChatIcon, CheckIcon, ClockIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import type { Conversation, Customer, Id } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { pathTo } from '../state/router';
import { http, zone } from '../state/session';
import { conversations } from '../state/store';
import { t, times } from '../state/texts';

const ICONS = { open: ChatIcon, snoozed: ClockIcon, resolved: CheckIcon };
const kept = new Map<Id, Id[]>();
/** One who leafs through the list asks for nothing on the way. */
const BREATH = 200;

export function Earlier({ customer, open }: { customer: Customer; open: Id }) {
  const [ids, setIds] = useState<Id[] | null>(kept.get(customer.id) ?? null);

  useEffect(() => {
    let stopped = false;
    const timer = setTimeout(() => {
      bring(customer.id).then(
        found => stopped || setIds(found),
        () => stopped || setIds(before => before ?? []),
      );
    }, BREATH);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [customer.id, customer.conversation_count]);

  const others = ids?.filter(id => id !== open);
  return (
    <section class="customer-part">
      <h3>{t('customer.earlier')}</h3>
      {!others && customer.conversation_count > 1 && <Bar width="80%" />}
      {others?.length === 0 && <p class="customer-none">{t('customer.earlier.none')}</p>}
      <ul class="earlier">
        {others?.map(id => (
          <EarlierRow key={id} id={id} />
        ))}
      </ul>
    </section>
  );
}

async function bring(customerId: Id): Promise<Id[]> {
  const { items } = await http.get<{ items: Conversation[] }>(
    `/customers/${customerId}/conversations`,
  );
  conversations.upsertAll(items);
  const ids = items.map(each => each.id);
  kept.set(customerId, ids);
  return ids;
}

function EarlierRow({ id }: { id: Id }) {
  const conversation = conversations.get(id);
  if (!conversation) return null;
  const { last_message: last, state, created_at } = conversation;
  const Glyph = ICONS[state];
  const at = last?.at ?? created_at;
  return (
    <li>
      <a href={pathTo.conversation(id)}>
        <Glyph size={14} label={t(`state.${state}.word`)} />
        <bdi lang={conversation.language ?? undefined}>
          {conversation.subject || last?.preview || t('row.nothing')}
        </bdi>
        <time dateTime={at}>{times(zone()).brief(at, now.peek())}</time>
      </a>
    </li>
  );
}
