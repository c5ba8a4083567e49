// How many promises each view holds, for the rail: of those the feed and the views have brought.

import { computed, signal } from '@preact/signals';
import { knownZone } from '@shared/i18n/time';
import { me, zone } from '../state/session';
import { promises } from '../state/store';
import { endOfDay } from './times';
import { belongs, type PromiseView } from './views';

const MINUTE = 60_000;
const minute = signal(Date.now());
setInterval(() => {
  minute.value = Date.now();
}, MINUTE);

export const promiseCounts = computed<Record<PromiseView, number>>(() => {
  const person = me.value;
  const counted = { mine: 0, today: 0, open: 0 };
  if (!person) return counted;
  const today = endOfDay(minute.value, knownZone(zone()));
  for (const promise of promises.values()) {
    if (promise.state !== 'open' && promise.state !== 'broken') continue;
    for (const view of ['mine', 'today', 'open'] as const) {
      if (belongs(promise, view, person, today)) counted[view] += 1;
    }
  }
  return counted;
});
