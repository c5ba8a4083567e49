// Orders among what was looked for: by number, by a parcel's number, by what was ordered.

import type { Conversation } from '@shared/contracts';
import { money, type Order } from '@shared/orders';
import { pathTo } from '../state/router';
import { zone } from '../state/session';
import { customers } from '../state/store';
import { locale, times } from '../state/texts';
import { journeys } from './state';
import { say, wordsReady } from './texts';

export interface FoundOrder {
  order: Order;
  /** The newest of whose it is. */
  conversation: Conversation | null;
}

export function FoundOrders({ found }: { found: readonly FoundOrder[] }) {
  if (!wordsReady()) return null;
  return (
    <section class="hits">
      <h2>{say('orders')}</h2>
      <ol>
        {found.map(each => (
          <li key={each.order.id} class="hit-person">
            {each.conversation ? (
              <a class="hit" href={pathTo.conversation(each.conversation.id)}>
                <Inside order={each.order} />
              </a>
            ) : (
              <div class="hit">
                <Inside order={each.order} />
              </div>
            )}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Inside({ order }: { order: Order }) {
  const words = journeys.value;
  const state = (order.via_warehouse ? words?.via_warehouse : words?.direct)?.[order.state];
  const owner = customers.get(order.customer_id);
  return (
    <>
      <span class="hit-head">
        <bdi class="hit-name">{order.number}</bdi>
        <time dateTime={order.placed_at}>{times(zone()).brief(order.placed_at, Date.now())}</time>
      </span>
      <span class="hit-text" dir="auto">
        {[
          order.lines[0]?.title,
          money(order.total, order.currency, locale.value),
          state?.name,
          owner?.name ?? order.buyer_name,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </>
  );
}
