// How long a parcel may lie in a warehouse, and what that has cost: as the customer's page says it.

import type { Time } from '@shared/contracts';
import type { Storage } from '@shared/orders';

const DAY = 86_400_000;

export interface Standing {
  /** Days begun count as days; null: that was not said. */
  freeDays: number | null;
  daysLeft: number | null;
  /** In minor units, by now; no more than until its end. */
  owed: number;
}

export function standing(storage: Storage, now: number): Standing {
  const free = instant(storage.free_until);
  const ends = instant(storage.ends_at);
  const charged = Math.min(now, ends ?? now);
  return {
    freeDays: free === null ? null : days(free - now),
    daysLeft: ends === null ? null : days(ends - now),
    owed: free === null || now <= free ? 0 : (storage.fee ?? 0) * days(charged - free),
  };
}

const instant = (at: Time | undefined): number | null => (at ? Date.parse(at) : null);

const days = (ms: number): number => Math.max(0, Math.ceil(ms / DAY));
