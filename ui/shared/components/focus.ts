// Focus for what has just appeared: `autofocus` itself works only while a page loads.

import { useEffect, useRef } from 'preact/hooks';

/** A ref whose element takes the focus when it is first drawn, if it is meant to. */
export function useFocusOnArrival<E extends HTMLElement>(wanted = true) {
  const element = useRef<E>(null);
  useEffect(() => {
    if (wanted) element.current?.focus();
  }, []);
  return element;
}
