// The telephone in the desk's corner: what rings, the call one is on, what came of it, whom to call
// back. Its parts are loaded only where there is a line.

import { effect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { lazily } from '../lazily';
import { answering, call as callAgent, ring } from '../state/bell';
import { preferences } from '../state/preferences';
import { asked, caller, current, hasPhone, ringing } from './calls';
import { catchNumbers } from './doors';

const Panel = lazily(() => import('./panel').then(found => found.Panel));

export function Telephone() {
  const there = hasPhone.value;
  useEffect(() => {
    if (!there) return;
    void import('./check').then(found => found.checkOnce());
    return catchNumbers();
  }, [there]);
  return there ? <Panel /> : null;
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
  const first = ringing.value[0] ?? asked.value[0];
  if (!first) return;
  const bell = setInterval(() => {
    if (preferences.peek().sound) ring();
  }, first.ring_cycle_ms);
  return () => clearInterval(bell);
});

// The key that answers: the colleague who asks, then whoever waits longest.
effect(() => {
  const invited = asked.value[0];
  const first = ringing.value[0];
  answering.value =
    current.value || (!invited && !first)
      ? null
      : () => {
          void import('./acts').then(({ comeIn, take }) =>
            invited ? comeIn(invited) : first && take(first),
          );
        };
});
