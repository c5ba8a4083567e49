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

export function Earlier({ customer, open }: { customer: Customer; open: Id }) {
  const [ids, setIds] = useState<Id[] | null>(kept.get(customer.id) ?? null);

  useEffect(() => {
    let stopped = false;
    http.get<{ items: Conversation[] }>(`/customers/${customer.id}/conversations`).then(
      ({ items }) => {
        conversations.upsertAll(items);
        const found = items.map(each => each.id);
        kept.set(customer.id, found);
        if (!stopped) setIds(found);
      },
      () => {
        if (!stopped) setIds(before => before ?? []);
      },
    );
    return () => {
      stopped = true;
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
