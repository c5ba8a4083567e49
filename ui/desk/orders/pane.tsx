// What a customer has ordered, beside the talk: the newest first, each with where it is now.

import { Bar } from '@shared/components/skeleton';
import type { Customer } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { connection, openId } from '../state/live';
import { OrderCard } from './order';
import './orders.css';
import { PartnerPhotos } from './photos';
import {
  type Fetched,
  fetchAgain,
  fetchPage,
  journeys,
  newestFirst,
  orders,
  turnOf,
} from './state';
import { say, wordsReady } from './texts';

/** One who leafs through the list asks for nothing on the way. */
const BREATH = 200;
type Standing = Fetched | 'unknown' | 'lost';

export function OrdersBeside({ customer }: { customer: Customer }) {
  const [next, setNext] = useState<Standing>('unknown');
  const live = connection.value === 'live';
  const theirs = typeof next === 'object' ? next.customerIds : [customer.id];
  const turn = theirs.reduce((sum, id) => sum + turnOf(id), 0);
  const all = orders
    .values()
    .filter(order => order.customer_id !== null && theirs.includes(order.customer_id))
    .sort(newestFirst);

  useEffect(() => {
    let stopped = false;
    const timer = setTimeout(() => {
      fetchAgain(customer.id, all.length).then(
        found => stopped || setNext(found),
        () => stopped || setNext(before => (before === 'unknown' ? 'lost' : before)),
      );
    }, BREATH);
    return () => {
      stopped = true;
      clearTimeout(timer);
    };
    // Back on the line, what was missed is asked for; after an import, what it touched.
  }, [customer.id, live, turn]);
  const words = journeys.value;
  if (!wordsReady()) return null;
  const waits = (next === 'unknown' || !words) && next !== 'lost';
  const talk = openId.value;
  return (
    <>
      {talk !== null && <PartnerPhotos talk={talk} />}
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
              void fetchPage(customer.id, next.cursor).then(setNext, () => setNext({ ...next }))
            }
          >
            {say('more')}
          </button>
        )}
      </section>
    </>
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
