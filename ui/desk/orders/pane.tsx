// What a customer has ordered, beside the talk: the newest first, each with where it is now.

import { Bar } from '@shared/components/skeleton';
import type { Customer } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { connection } from '../state/live';
import { OrderCard } from './order';
import './orders.css';
import { fetchPage, journeys, newestFirst, orders } from './state';
import { say, wordsReady } from './texts';

/** One who leafs through the list asks for nothing on the way. */
const BREATH = 200;
type Next = { cursor: string | null } | 'unknown' | 'lost';

export function OrdersBeside({ customer }: { customer: Customer }) {
  const [next, setNext] = useState<Next>('unknown');
  const live = connection.value === 'live';

  useEffect(() => {
    let stopped = false;
    const timer = setTimeout(() => {
      fetchPage(customer.id, null).then(
        cursor => stopped || setNext({ cursor }),
        () => stopped || setNext(before => (before === 'unknown' ? 'lost' : before)),
      );
    }, BREATH);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
    // Back on the line, what was missed is asked for.
  }, [customer.id, live]);

  const all = orders
    .values()
    .filter(order => order.customer_id === customer.id)
    .sort(newestFirst);
  const words = journeys.value;
  if (!wordsReady()) return null;
  const waits = (next === 'unknown' || !words) && next !== 'lost';
  return (
    <section class="customer-part orders" aria-busy={waits}>
      <h3>{say('orders')}</h3>
      {waits && !all.length && <Skeleton />}
      {next === 'lost' && !all.length && <p class="customer-none">{say('lost')}</p>}
      {typeof next === 'object' && !all.length && <p class="customer-none">{say('none')}</p>}
      {words && (
        <ul>
          {all.map(order => (
            <OrderCard key={order.id} order={order} words={words} />
          ))}
        </ul>
      )}
      {typeof next === 'object' && next.cursor && (
        <button
          type="button"
          class="link-button orders-more"
          onClick={() =>
            void fetchPage(customer.id, next.cursor).then(
              cursor => setNext({ cursor }),
              () => setNext({ ...next }),
            )
          }
        >
          {say('more')}
        </button>
      )}
    </section>
  );
}

function Skeleton() {
  return (
    <div class="order-head">
      <span class="skeleton order-picture" />
      <span class="order-what">
        <Bar width="90%" />
        <Bar width="60%" />
      </span>
    </div>
  );
}
