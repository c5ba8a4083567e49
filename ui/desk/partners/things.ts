// What a partner can be asked about: the customer's parcels and orders, and which of them is meant.

import type { Conversation, Id } from '@shared/contracts';
import type { PartnerRequest } from '@shared/partners';
import { useEffect, useState } from 'preact/hooks';
import { http } from '../state/session';
import { say } from './texts';

export interface Thing {
  key: string;
  number: string;
  label: string;
  order_id: Id | null;
  parcel_id: Id | null;
  /** Still on its way, or still in somebody's hands. */
  active: boolean;
}

interface Orders {
  items: { id: Id; number: string; state: string }[];
  parcels: { id: Id; number: string; status: string }[];
}

const OVER = new Set(['delivered', 'not_won', 'cancelled', 'returned', 'lost', 'disposed']);

/** What is meant when nobody says which: what was asked about before, else the only one there is. */
export function meant(things: readonly Thing[], earlier: PartnerRequest | undefined): Thing | null {
  if (earlier) {
    return (
      things.find(
        each =>
          (each.parcel_id !== null && each.parcel_id === earlier.parcel_id) ||
          (each.order_id !== null && each.order_id === earlier.order_id),
      ) ?? null
    );
  }
  const parcels = things.filter(each => each.parcel_id !== null);
  for (const some of [parcels.filter(each => each.active), parcels]) {
    if (some.length) return some.length === 1 ? (some[0] ?? null) : null;
  }
  const open = things.filter(each => each.active);
  const orders = open.length ? open : things;
  return orders.length === 1 ? (orders[0] ?? null) : null;
}

/** The customer's parcels and orders, the newest first: what is asked about has a number. */
export function useThings(conversation: Conversation, known: (things: Thing[]) => void): Thing[] {
  const [things, setThings] = useState<Thing[]>([]);
  useEffect(() => {
    http
      .get<Orders>(`/customers/${conversation.customer_id}/orders?limit=20`)
      .then(({ items, parcels }) => {
        const found = [
          ...parcels.map(each => ({
            key: `parcel ${each.id}`,
            number: each.number,
            label: say('thing.parcel', { number: each.number }),
            order_id: null,
            parcel_id: each.id,
            active: each.status !== 'Delivered',
          })),
          ...items.map(each => ({
            key: `order ${each.id}`,
            number: each.number,
            label: say('thing.order', { number: each.number }),
            order_id: each.id,
            parcel_id: null,
            active: !OVER.has(each.state),
          })),
        ];
        setThings(found);
        known(found);
      })
      .catch(() => {}); // without them a reference is typed
  }, [conversation.customer_id]);
  return things;
}
