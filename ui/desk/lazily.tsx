// Parts of the desk that load when they are first wanted.

import { signal } from '@preact/signals';
import type { ComponentChildren, ComponentType, JSX } from 'preact';

const PAUSE = 3000;

/**
 * A component whose code comes when it is first drawn (or by `preload`). Until then `meanwhile` (or
 * what it makes of the properties) stands in its place; what fails to load is tried again after a
 * pause, or when the network is back, as long as it is wanted.
 */
export function lazily<P extends object>(
  load: () => Promise<ComponentType<P>>,
  meanwhile: JSX.Element | null | ((props: P) => ComponentChildren) = null,
): ComponentType<P> & { preload: () => void } {
  const found = signal<ComponentType<P> | null>(null);
  const failures = signal(0);
  let asked = false;
  const preload = () => {
    if (asked) return;
    asked = true;
    load().then(
      part => {
        found.value = part;
      },
      () => {
        const again = () => {
          clearTimeout(timer);
          removeEventListener('online', again);
          asked = false;
          failures.value += 1; // draws again whatever stands and waits for it
        };
        const timer = setTimeout(again, PAUSE);
        addEventListener('online', again);
      },
    );
  };
  function Lazy(props: P) {
    failures.value;
    preload();
    const Part = found.value;
    if (Part) return <Part {...props} />;
    return <>{typeof meanwhile === 'function' ? meanwhile(props) : meanwhile}</>;
  }
  return Object.assign(Lazy, { preload });
}
