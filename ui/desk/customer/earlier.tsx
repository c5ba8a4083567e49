// What the customer came for before.

import { now } from '@shared/clock';
import { ChatIcon, CheckIcon, ClockIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import type { Conversation, Customer, Id } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { pathTo } from '../state/router';
import { http, zone } from '../state/session';
import { conversations } from '../state/store';
import { t, times } from '../state/texts';

const ICONS = { open: ChatIcon, snoozed: ClockIcon, resolved: CheckIcon };

/** The conversations there are, as far as one has looked back; `next` is where older ones begin. */
interface Past {
  ids: readonly Id[];
  next: string | null;
}

const kept = new Map<Id, Past>();
/** One who leafs through the list asks for nothing on the way. */
const BREATH = 200;

interface Page {
  items: Conversation[];
  next_cursor: string | null;
}

export function Earlier({ customer, open }: { customer: Customer; open: Id }) {
  const [past, setPast] = useState<Past | null>(kept.get(customer.id) ?? null);

  useEffect(() => {
    let stopped = false;
    const timer = setTimeout(() => {
      bring(customer.id).then(
        found => stopped || setPast(found),
        () => stopped || setPast(before => before ?? { ids: [], next: null }),
      );
    }, BREATH);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
  }, [customer.id, customer.conversation_count]);

  const others = past?.ids.filter(id => id !== open);
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
      {past?.next && (
        <button
          type="button"
          class="link-button"
          onClick={() => void bring(customer.id, past).then(setPast, complain)}
        >
          {t('customer.earlier.more')}
        </button>
      )}
    </section>
  );
}

/** The newest conversations, or with `known` those and the next older ones. */
async function bring(customerId: Id, known?: Past): Promise<Past> {
  const { items, next_cursor: next } = await http.get<Page>(
    `/customers/${customerId}/conversations${known?.next ? `?cursor=${known.next}` : ''}`,
  );
  conversations.upsertAll(items);
  const found = items.map(each => each.id);
  // Without `known` only the newest were asked for: as far back as one has looked, one still sees.
  const held = known ?? kept.get(customerId);
  const joins = held?.ids.some(id => found.includes(id)) ?? false;
  const past = known
    ? { ids: [...known.ids, ...found], next }
    : held && joins
      ? { ids: [...new Set([...found, ...held.ids])], next: held.next }
      : { ids: found, next };
  kept.set(customerId, past);
  return past;
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
