// Orders and parcels, as the protocol draws them. Amounts are whole minor units of the currency.

import type { Entity, Id, Time } from './contracts';

export { money } from './money';

declare module './contracts' {
  interface EntityTypes {
    order: Order;
    order_batch: OrderBatch;
    order_link: OrderLink;
    parcel: Parcel;
  }
}

export type Flag = 'grey' | 'red' | 'yellow' | 'green' | 'blue' | 'pink';

export interface OrderLine {
  title: string;
  quantity?: number;
  price?: number;
  sku?: string;
  picture?: string;
  seller?: string;
}

export interface Order extends Entity {
  shop_id: Id;
  customer_id: Id | null;
  platform: string;
  external_id: string;
  number: string;
  journey: 'direct' | 'auction';
  via_warehouse: boolean;
  state: string;
  reached: Record<string, Time>;
  ends_at: Time | null;
  placed_at: Time;
  currency: string;
  total: number;
  paid: number;
  refunded: number;
  paid_at: Time | null;
  lines: OrderLine[];
  address: object | null;
  buyer_name: string;
  note: string;
  flag: Flag | null;
  flag_label: string;
}

/** Which orders an import has touched: who shows them asks for them anew. */
export interface OrderBatch extends Entity {
  shop_id: Id;
  order_ids: Id[];
  customer_ids: Id[];
}

/** A link by which a customer follows an order; never its address. */
export interface OrderLink extends Entity {
  order_id: Id;
  made_by_kind: 'person' | 'customer' | 'token' | 'system' | 'partner';
  made_by: Id | null;
  made_at: Time;
  expires_at: Time;
  revoked_at: Time | null;
}

export interface Parcel extends Entity {
  shop_id: Id;
  carrier: string;
  number: string;
  direction: 'domestic' | 'international';
  order_ids: Id[];
  weight_g: number | null;
  status: string;
  detail: string;
  place: string;
  text: string;
  moved_at: Time | null;
  reached: Record<string, Time>;
  expected_at: Time | null;
  silent_since: Time | null;
  usual_s: number | null;
  storage: Storage | null;
}

/** Free of charge until `free_until`, then `fee` for each day begun; given up after `ends_at`. */
export interface Storage {
  free_until?: Time;
  ends_at?: Time;
  fee?: number;
  currency?: string;
}

/** What a state means to a customer, in the reader's language. */
export interface StateWords {
  station: string;
  name: string;
  means: string;
  asks: string;
  next: string;
  may_follow: string[];
}

export interface JourneyWords {
  direct: Record<string, StateWords>;
  via_warehouse: Record<string, StateWords>;
  stations: Record<string, string>;
  tracking: Record<string, string>;
  /** Carriers that have a name of their own, by the code that parcels bear. */
  carriers: Record<string, string>;
  /** The colours of platforms that number their flags. */
  flags: Record<string, Partial<Record<Flag, number>>>;
}
