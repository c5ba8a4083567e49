// Refunds that were asked for at the desk: fetched for an order that is looked at, then kept by the
// feed, which tells their states but not their troubles in words.

import type { Entity, Id, Time } from '@shared/contracts';
import { EntityMap } from '@shared/store/entities';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { keep } from '../../state/store';

declare module '@shared/contracts' {
  interface EntityTypes {
    refund_request: RefundRequest;
  }
}

export type RefundState = 'asked' | 'accepted' | 'refunded' | 'failed' | 'withdrawn';

/** Why something does not work; `text` is empty in what the feed brings. */
interface Trouble {
  key: string;
  text: string;
}

export interface RefundRequest extends Entity {
  order_id: Id;
  amount: number;
  currency: string;
  reason: string;
  state: RefundState;
  trouble: Trouble | null;
  /** An attempt ended without an answer: it may have been done all the same. */
  uncertain: boolean;
  asked_by: Id | null;
  asked_at: Time;
  ended_at: Time | null;
}

export interface OrderRefunds {
  items: RefundRequest[];
  refundable: number;
  currency: string;
  /** The platform that would give it back; empty where none would. */
  kind: string;
  hindrance: Trouble | null;
}

export const requests = new EntityMap<RefundRequest>();
keep('refund_request', requests);

export async function fetchRefunds(orderId: Id): Promise<OrderRefunds> {
  const found = await http.get<OrderRefunds>(`/orders/${orderId}/refunds`);
  requests.upsertAll(found.items);
  return found;
}

export interface Wish {
  amount: number;
  currency: string;
  reason: string;
}

/** Ask; `key` makes that asking twice is asking once. Throws the server's refusal. */
export async function askRefund(orderId: Id, wish: Wish, key: string): Promise<void> {
  requests.upsert(await http.post<RefundRequest>(`/orders/${orderId}/refunds`, wish, key));
}

export async function withdraw(request: RefundRequest): Promise<void> {
  try {
    requests.upsert(
      await http.delete<RefundRequest>(`/orders/${request.order_id}/refunds/${request.id}`),
    );
  } catch (error) {
    complain(error);
  }
}
