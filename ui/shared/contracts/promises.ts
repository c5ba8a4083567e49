// What customers were promised.

import type { Entity, Id, Time } from './basics';

/** Something a customer was promised; `message_seq` null: added by hand. */
export interface PromiseMade extends Entity {
  conversation_id: Id;
  shop_id: Id;
  customer_id: Id;
  message_seq: number | null;
  owner_id: Id | null;
  team_id: Id | null;
  text: string;
  kind: 'explicit' | 'weak' | 'by_hand';
  due_at: Time;
  zone: string;
  state: 'open' | 'broken' | 'kept' | 'withdrawn';
  made_by: Id | null;
  made_at: Time;
  broken_at: Time | null;
  kept_at: Time | null;
  kept_by: Id | null;
  kept_seq: number | null;
  withdrawn_at: Time | null;
  reason: string;
}

/** A promise found in what an agent writes. */
export interface PromiseOffer {
  text: string;
  kind: PromiseMade['kind'];
  due_at: Time;
}

/** A promise to be made; `offered` are the words it was found in, for this screen alone. */
export interface PromiseDraft {
  text: string;
  kind: PromiseMade['kind'];
  due_at: Time | null;
  offered?: string;
}
