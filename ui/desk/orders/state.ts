// Orders as this desk knows them: fetched for a customer, then kept by the feed.

import { effect, type Signal, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { query } from '@shared/http';
import { uuid } from '@shared/ids';
import type { Flag, JourneyWords, Order, OrderBatch, Parcel } from '@shared/orders';
import { EntityMap } from '@shared/store/entities';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { keep } from '../state/store';
import { locale } from '../state/texts';
import { inTurn, once } from '../state/turns';
import { say } from './texts';

interface Page {
  items: Order[];
  parcels: Parcel[];
  customer_ids: Id[];
  next_cursor: string | null;
}

const PAGE = 20;
const PATIENCE = 3000;

export const orders = new EntityMap<Order>();
export const parcels = new EntityMap<Parcel>();
keep('order', orders);
keep('parcel', parcels);

/** How often imports have touched a customer's orders: whoever shows those asks anew. */
const turns = new Map<Id, Signal<number>>();

export function turnOf(customerId: Id): number {
  let turn = turns.get(customerId);
  if (!turn) {
    turn = signal(0);
    turns.set(customerId, turn);
  }
  return turn.value;
}

/** Imports only name the orders they touch; what is held of those is void. */
class Batches extends EntityMap<OrderBatch> {
  override upsert(batch: OrderBatch): boolean {
    for (const id of batch.customer_ids) {
      const turn = turns.get(id);
      if (turn) turn.value++;
    }
    return false;
  }
}
keep('order_batch', new Batches());

/** What the states mean, in the desk's language. */
export const journeys = signal<JourneyWords | null>(null);

export const newestFirst = (a: Order, b: Order): number =>
  a.placed_at < b.placed_at ? 1 : a.placed_at > b.placed_at ? -1 : b.id - a.id;

/** How far a customer's orders have been fetched: under whose names, and where the next begin. */
export interface Fetched {
  customerIds: Id[];
  cursor: string | null;
}

export async function fetchPage(customerId: Id, cursor: string | null): Promise<Fetched> {
  const found = await http.get<Page>(
    `/customers/${customerId}/orders${query({ limit: PAGE, cursor })}`,
  );
  parcels.upsertAll(found.parcels);
  orders.upsertAll(found.items);
  return { customerIds: found.customer_ids, cursor: found.next_cursor };
}

/** Ask again for as many of a customer's orders as are shown. */
export async function fetchAgain(customerId: Id, shown: number): Promise<Fetched> {
  let found = await fetchPage(customerId, null);
  for (let count = PAGE; found.cursor !== null && count < shown; count += PAGE) {
    found = await fetchPage(customerId, found.cursor);
  }
  return found;
}

async function change(id: Id, what: string, body: object): Promise<boolean> {
  try {
    orders.upsert(
      await inTurn(`order ${id}`, () => http.put<Order>(`/orders/${id}/${what}`, body)),
    );
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export const writeNote = (id: Id, note: string): Promise<boolean> => change(id, 'note', { note });

export const putFlag = (id: Id, flag: Flag | null, label = ''): Promise<boolean> =>
  change(id, 'flag', { flag, label });

export type CardKind = 'order' | 'parcel' | 'address' | 'payment';

/** Send an order's card into a conversation; why not, where it may not be, the server says. */
export const sendCard = (conversationId: Id, orderId: Id, kind: CardKind): Promise<boolean> =>
  // Chosen again on a slow line the customer would get it twice.
  once(`card ${conversationId} ${orderId} ${kind}`, async () => {
    const client_id = uuid();
    try {
      await http.post(
        `/conversations/${conversationId}/cards`,
        { client_id, kind, order_id: orderId },
        client_id,
      );
      toast(say('send.done'));
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  });

/** The parcels that an order is in, the one to the customer last. */
export const parcelsOf = (order: Order): Parcel[] =>
  parcels
    .values()
    .filter(parcel => parcel.order_ids.includes(order.id))
    .sort((a, b) =>
      a.direction === b.direction ? a.id - b.id : a.direction < b.direction ? -1 : 1,
    );

async function learn(wanted: string): Promise<void> {
  try {
    const words = await http.get<JourneyWords>('/journeys');
    if (wanted === locale.peek()) journeys.value = words;
  } catch {
    // The line is down, or somebody else must sign in first.
    setTimeout(() => wanted === locale.peek() && void learn(wanted), PATIENCE);
  }
}

effect(() => {
  void learn(locale.value);
});
