// Dragging with a mouse or pen: a shift to another time or person, its edges, or a new one.

import { signal } from '@preact/signals';
import type { Id, Shift } from '@shared/contracts';
import { DAY_MINUTES } from './clock';

const SNAP = 15;
const FAR_ENOUGH = 4;

/** What would be if one let go now, in minutes from the grid's first midnight. */
export interface Ghost {
  shift: Id | null;
  person: Id;
  starts: number;
  ends: number;
}

export const ghost = signal<Ghost | null>(null);

interface DragOptions {
  /** How many days the row is wide. */
  days: number;
  shift: Shift | null;
  person: Id;
  /** Where the shift lies now, in minutes from the first midnight. */
  starts: number;
  ends: number;
  grip: 'start' | 'end' | 'body' | 'new';
  onDrop: (ghost: Ghost) => void;
}

const snap = (minutes: number) => Math.round(minutes / SNAP) * SNAP;

/** Follow a press until it is let go; a press that hardly moves stays a click. */
export function startDrag(event: PointerEvent, track: HTMLElement, options: DragOptions): void {
  if (event.button !== 0 || event.pointerType === 'touch') return;
  const { days, shift, grip, onDrop } = options;
  const { left, width } = track.getBoundingClientRect();
  const scale = (days * DAY_MINUTES) / width;
  const at = (pointer: PointerEvent) => snap((pointer.clientX - left) * scale);
  const begun = at(event);
  const { clientX, clientY } = event;
  let moving = false;

  const follow = (pointer: PointerEvent) => {
    const far = Math.hypot(pointer.clientX - clientX, pointer.clientY - clientY);
    if (!moving && far < FAR_ENOUGH) return;
    moving = true;
    pointer.preventDefault();
    const by = at(pointer) - begun;
    let { starts, ends, person } = options;
    if (grip === 'new') {
      starts = Math.min(begun, begun + by);
      ends = Math.max(begun + SNAP, begun + by);
    } else if (grip === 'start') starts = Math.min(starts + by, ends - SNAP);
    else if (grip === 'end') ends = Math.max(ends + by, starts + SNAP);
    else {
      starts += by;
      ends += by;
      person = rowUnder(pointer) ?? person;
    }
    ghost.value = { shift: shift?.id ?? null, person, starts, ends };
  };
  const finish = (pointer: PointerEvent) => {
    removeEventListener('pointermove', follow);
    removeEventListener('pointerup', finish);
    removeEventListener('pointercancel', finish);
    removeEventListener('keydown', give, true);
    const dropped = ghost.peek();
    ghost.value = null;
    if (!moving) return;
    // The click that follows a drag is no wish to open anything.
    addEventListener('click', swallow, { capture: true, once: true });
    setTimeout(() => removeEventListener('click', swallow, { capture: true }), 0);
    if (dropped && pointer.type === 'pointerup') onDrop(dropped);
  };
  const give = (key: KeyboardEvent) => {
    if (key.key !== 'Escape') return;
    key.stopPropagation();
    key.preventDefault();
    ghost.value = null;
    finish(new PointerEvent('pointercancel'));
  };
  addEventListener('pointermove', follow);
  addEventListener('pointerup', finish);
  addEventListener('pointercancel', finish);
  addEventListener('keydown', give, true);
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

function rowUnder(pointer: PointerEvent): Id | null {
  const under = document.elementFromPoint(pointer.clientX, pointer.clientY);
  const row = under?.closest<HTMLElement>('[data-person]');
  return row ? Number(row.dataset.person) : null;
}
