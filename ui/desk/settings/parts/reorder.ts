// Putting the rows of a list into another order: by dragging a grip, or with the arrow keys on it.

import type { RefObject } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';

/** The list with the one at `from` standing at `to`. */
export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const rest = list.filter((_, at) => at !== from);
  return [...rest.slice(0, to), ...(list.slice(from, from + 1) as T[]), ...rest.slice(to)];
}

/** Where a row belongs that is held at height `y`: behind those others whose middle lies above. */
export const placeAmong = (others: readonly { top: number; bottom: number }[], y: number): number =>
  others.filter(({ top, bottom }) => (top + bottom) / 2 < y).length;

interface Grip {
  onPointerDown: (event: PointerEvent) => void;
  onPointerMove: (event: PointerEvent) => void;
  onPointerUp: () => void;
  onPointerCancel: () => void;
  onKeyDown: (event: KeyboardEvent) => void;
}

export interface Reorder {
  /** For the element whose children are the rows. */
  list: RefObject<HTMLUListElement | null>;
  /** The row that is being dragged. */
  held: number | null;
  /** Where the row that was moved last stands now, for those who listen. */
  movedTo: number | null;
  /** What makes a button of class `grip` the grip of the row at this place. */
  grip: (at: number) => Grip;
}

export function useReorder(count: number, move: (from: number, to: number) => void): Reorder {
  const list = useRef<HTMLUListElement>(null);
  const [held, setHeld] = useState<number | null>(null);
  const [movedTo, setMovedTo] = useState<number | null>(null);
  const focusAt = useRef<number | null>(null);

  useLayoutEffect(() => {
    // The row took its place in the list; who moved it goes on holding it.
    if (focusAt.current === null) return;
    const row = list.current?.children[focusAt.current];
    row?.querySelector<HTMLElement>('.grip')?.focus();
    focusAt.current = null;
  });

  const put = (from: number, to: number) => {
    if (to === from || to < 0 || to >= count) return;
    move(from, to);
    setMovedTo(to);
  };
  const grip = (at: number): Grip => ({
    onPointerDown(event) {
      if (event.button !== 0) return;
      (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
      setHeld(at);
    },
    onPointerMove({ clientY }) {
      if (held === null || !list.current) return;
      const others = [...list.current.children].filter((_, row) => row !== held);
      const to = placeAmong(
        others.map(row => row.getBoundingClientRect()),
        clientY,
      );
      if (to === held) return;
      put(held, to);
      setHeld(to);
    },
    onPointerUp: () => setHeld(null),
    onPointerCancel: () => setHeld(null),
    onKeyDown(event) {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const to = at + step;
      if (to < 0 || to >= count) return;
      focusAt.current = to;
      put(at, to);
    },
  });
  return { list, held, movedTo, grip };
}
