// Focus for what has just appeared: `autofocus` itself works only while a page loads.

import type { RefObject } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';

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

interface Standing {
  element: HTMLElement;
  /** Its row, by name and by place; and which of the row's own stops it is. */
  row: string | undefined;
  place: number;
  stop: number;
}

const rowsIn = (box: Element): HTMLElement[] => [
  ...box.querySelectorAll<HTMLElement>('[data-row]'),
];
const stopsIn = (row: Element): HTMLElement[] => [...row.querySelectorAll<HTMLElement>('a,button')];

function standingIn(box: Element | null): Standing | null {
  const { activeElement: element } = document;
  if (!(element instanceof HTMLElement) || !box?.contains(element)) return null;
  const row = element.closest<HTMLElement>('[data-row]');
  return {
    element,
    row: row?.dataset.row,
    place: row ? rowsIn(box).indexOf(row) : -1,
    stop: row ? stopsIn(row).indexOf(element) : -1,
  };
}

/**
 * What has the focus in a list keeps it as the list is sorted anew: a browser takes it from what is
 * moved. Where rows have a `data-row`, it follows one that is drawn anew elsewhere, and goes on to
 * the next where one has gone. To be called by the component that draws the rows.
 */
export function useFocusKept(box: RefObject<HTMLElement | null>): void {
  const before = standingIn(box.current);
  useLayoutEffect(() => {
    if (!before || !box.current || document.activeElement !== document.body) return;
    let next: HTMLElement | undefined = before.element;
    if (!next.isConnected) {
      const rows = rowsIn(box.current);
      const same = rows.find(each => each.dataset.row === before.row);
      const row = same ?? rows[Math.min(before.place, rows.length - 1)];
      next = row && stopsIn(row)[Math.max(0, before.stop)];
    }
    next?.focus({ preventScroll: next === before.element });
  });
}
