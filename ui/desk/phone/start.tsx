// The telephone in the desk's corner: what rings, the call one is on, what came of it, whom to call
// back. Its parts are loaded only where there is a line.

import { effect } from '@preact/signals';
import { lazily } from '../lazily';
import { call as callAgent, ring } from '../state/bell';
import { preferences } from '../state/preferences';
import { caller, hasPhone, ringing } from './calls';

const Panel = lazily(() => import('./panel').then(found => found.Panel));

export function Telephone() {
  return hasPhone.value ? <Panel /> : null;
}

const announced = new Set<number>();

// Calls the agent: once by the browser's notice, and with every ring by the bell.
effect(() => {
  for (const each of ringing.value) {
    if (announced.has(each.id)) continue;
    announced.add(each.id);
    callAgent({
      title: caller(each)?.name ?? each.number,
      body: each.number,
      tag: `call ${each.id}`,
      open: () => {},
    });
  }
});

effect(() => {
  const first = ringing.value[0];
  if (!first) return;
  const bell = setInterval(() => {
    if (preferences.peek().sound) ring();
  }, first.ring_cycle_ms);
  return () => clearInterval(bell);
});
