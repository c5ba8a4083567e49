// A webhook and its deliveries as the server speaks of them.

import type { Id, Time } from '@shared/contracts';

/** Empty `kinds` or `shop_ids` mean all of them. */
export interface Webhook {
  id: Id;
  version: number;
  name: string;
  url: string;
  kinds: string[];
  shop_ids: Id[];
  active: boolean;
  failures: number;
  paused_at: Time | null;
  /** Until then the secret before this one signs too. */
  old_secret_until: Time | null;
  created_at: Time;
}

export interface Delivery {
  id: Id;
  kind: string;
  event_id: Id | null;
  state: 'pending' | 'done' | 'failed';
  attempts: number;
  next_attempt_at: Time | null;
  created_at: Time;
  done_at: Time | null;
  /** HTTP status; null when there was no answer. */
  status: number | null;
  answer: string | null;
  took_ms: number | null;
}

/** The kinds offered by name; a webhook made over the API may have others. */
export const KINDS = [
  'message_received',
  'message_sent',
  'note_written',
  'conversation_opened',
  'conversation_assigned',
  'conversation_handed_over',
  'conversation_resolved',
  'conversation_reopened',
  'conversation_snoozed',
  'conversation_tagged',
  'conversation_rated',
  'customer_changed',
  'customer_blocked',
] as const;
export type Kind = (typeof KINDS)[number];

export const isKind = (kind: string): kind is Kind => (KINDS as readonly string[]).includes(kind);

/** How a webhook stands, in one word. */
export const standing = ({ active, paused_at }: Webhook): 'active' | 'paused' | 'inactive' =>
  !active ? 'inactive' : paused_at ? 'paused' : 'active';

/** Whether a secret was made anew so lately that the old one signs too. */
export const bothSign = (
  hook: Pick<Webhook, 'old_secret_until'>,
  now: number,
): hook is { old_secret_until: Time } =>
  hook.old_secret_until !== null && now < Date.parse(hook.old_secret_until);

/** What waits for a webhook that is paused is put off beyond any calendar. */
export const isHeld = (delivery: Pick<Delivery, 'next_attempt_at'>): boolean =>
  delivery.next_attempt_at !== null && delivery.next_attempt_at >= '9000';

/** Longer than the minute for which whoever tries one keeps it from the others. */
const SOON = 70_000;

/** Whether a delivery is about to be tried, so that looking again at once is worth it. */
export const isNear = (
  delivery: Pick<Delivery, 'state' | 'next_attempt_at'>,
  now: number,
): boolean =>
  delivery.state === 'pending' &&
  (delivery.next_attempt_at === null || Date.parse(delivery.next_attempt_at) - now < SOON);
