// Focus for what has just appeared: `autofocus` itself works only while a page loads.

import { useEffect, useRef } from 'preact/hooks';

/** A ref whose element takes the focus when it is first drawn, if it is meant to. */
export function useFocusOnArrival<E extends HTMLElement>(wanted = true) {
  const element = useRef<E>(null);
  useEffect(() => {
    const arrived = element.current;
    if (!wanted || !arrived) return;
    // A dialog opens after what is in it has arrived, and nothing takes the focus in a closed one.
    if (arrived.closest('dialog:not([open])')) queueMicrotask(() => arrived.focus());
    else arrived.focus();
  }, []);
  return element;
}
