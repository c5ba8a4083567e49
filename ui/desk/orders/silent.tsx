// Parcels that have not moved for much longer than is usual, the longest first.

import { Button } from '@shared/components/button';
import { AlertIcon, BackIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import type { Conversation, Customer, Id } from '@shared/contracts';
import { query } from '@shared/http';
import type { Order, Parcel } from '@shared/orders';
import { useEffect, useState } from 'preact/hooks';
import '../overdue/overdue.css';
import { complain } from '../state/actions';
import { connection } from '../state/live';
import { go, pathTo, view } from '../state/router';
import { http } from '../state/session';
import { called, customers, shops } from '../state/store';
import { t } from '../state/texts';
import { attention } from '../state/turns';
import './orders.css';
import './silent.css';
import { carrierName, Silence } from './parcel';
import { journeys, orders, parcels } from './state';
import { say, wordsReady } from './texts';

const PAGE = 50;

interface Page {
  items: Parcel[];
  orders: Order[];
  customers: Customer[];
  next_cursor: string | null;
}

export function SilentParcels() {
  const [next, setNext] = useState<string | null | undefined>(undefined);
  const live = connection.value === 'live';
  const load = async (cursor: string | null) => {
    try {
      const page = await http.get<Page>(
        `/parcels${query({ view: 'silent', limit: PAGE, cursor })}`,
      );
      customers.upsertAll(page.customers);
      orders.upsertAll(page.orders);
      parcels.upsertAll(page.items);
      setNext(page.next_cursor);
    } catch (error) {
      complain(error);
    }
  };
  // What moves again leaves by the feed, and what falls silent comes by it.
  useEffect(() => void load(null), [live]);
  if (!wordsReady()) return <main class="overdue silent-parcels" id="main" tabIndex={-1} />;
  const silent = parcels
    .values()
    .filter(each => each.silent_since)
    .sort(
      (one, other) =>
        (one.silent_since ?? '').localeCompare(other.silent_since ?? '') || one.id - other.id,
    );
  return (
    <main class="overdue silent-parcels" id="main" tabIndex={-1}>
      <h1>
        <a class="icon-button overdue-back" href={pathTo.inbox(view.value)} aria-label={t('back')}>
          <BackIcon />
        </a>
        {t('parcels')}
      </h1>
      {next !== undefined && silent.length === 0 && (
        <div class="blank">
          <h2>{say('silent.none')}</h2>
          <p>{say('silent.none.text')}</p>
        </div>
      )}
      <ul aria-busy={next === undefined}>
        {next === undefined && silent.length === 0
          ? [60, 45, 70].map(width => (
              <li key={width} class="overdue-row">
                <span />
                <Bar width={`${width}%`} />
              </li>
            ))
          : silent.map(each => <Row key={each.id} parcel={each} />)}
      </ul>
      {next && <Button onClick={() => void load(next)}>{say('silent.more')}</Button>}
    </main>
  );
}

function Row({ parcel }: { parcel: Parcel }) {
  const held = parcel.order_ids.map(id => orders.get(id)).filter(each => each !== undefined);
  const order = held.find(each => each.customer_id !== null) ?? held[0];
  const status = journeys.value?.tracking[parcel.detail || parcel.status] ?? parcel.status;
  const name = called(order?.customer_id ?? null)?.name ?? order?.buyer_name;
  const about = [order?.lines[0]?.title || order?.number, name].filter(Boolean).join(' · ');
  return (
    <li>
      <button
        type="button"
        class="overdue-row"
        disabled={order?.customer_id == null}
        onClick={() => order?.customer_id && void open(order.customer_id)}
      >
        <AlertIcon class="is-bad" />
        <span>
          <bdi>
            {carrierName(parcel.carrier, journeys.value?.carriers)} {parcel.number}
          </bdi>
          <small>
            <Silence parcel={parcel} /> · {[status, parcel.place].filter(Boolean).join(' · ')}
          </small>
        </span>
        <span class="overdue-where">
          <bdi>{about}</bdi>
          <span>{shops.get(parcel.shop_id)?.name}</span>
        </span>
      </button>
    </li>
  );
}

/** The newest talk with whose parcel it is. */
async function open(customer: Id): Promise<void> {
  const attends = attention();
  try {
    const found = await http.get<{ items: Conversation[] }>(
      `/customers/${customer}/conversations${query({ limit: 1 })}`,
    );
    const [talk] = found.items;
    if (talk && attends()) go(pathTo.conversation(talk.id));
  } catch (error) {
    complain(error);
  }
}
