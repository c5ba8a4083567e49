// Who writes to a shop.

import type { Entity, Id, Time } from './basics';

export interface Page {
  url: string;
  title: string;
  at?: Time;
}

export interface Customer extends Entity {
  shop_id: Id;
  name: string;
  locale: string | null;
  zone: string | null;
  email: string | null;
  phone: string | null;
  verified: boolean;
  external_id: string | null;
  tags: string[];
  note: string;
  page: Page | null;
  blocked_at: Time | null;
  simulated: boolean;
  conversation_count: number;
  created_at: Time;
  last_seen_at: Time | null;
  /** Since when mail to them comes back for good. */
  email_dead_at: Time | null;
  /** Under whose profile they stand; null: they have their own. */
  profile_id: Id | null;
  tier: string | null;
  /** Since when nothing is known of them any more: they were erased. */
  erased_at: Time | null;
}
