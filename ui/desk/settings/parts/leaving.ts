// What cannot be brought back on the server leaves the screen at once and the server a moment
// later: until then it can be undone.

import { signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import { complain } from '../../state/actions';

/** As long as the toast that offers the way back stands. */
const GRACE = 7000;

const leaving = signal<ReadonlySet<string>>(new Set());
const waiting = new Map<string, () => void>();

/** Whether the thing of this name is on its way out and not to be shown. */
export const isLeaving = (name: string): boolean => leaving.value.has(name);

function mark(name: string, on: boolean): void {
  const names = new Set(leaving.peek());
  if (on) names.add(name);
  else names.delete(name);
  leaving.value = names;
}

/**
 * Take the thing called `name` off the screen, say so with a way back, and `act` when the moment
 * for it has passed. It stays hidden when that succeeds, and returns with the reason when not.
 */
export function leave(name: string, text: string, act: () => Promise<unknown>): void {
  if (waiting.has(name)) return;
  const go = () => {
    clearTimeout(timer);
    waiting.delete(name);
    act().catch(error => {
      mark(name, false);
      complain(error);
    });
  };
  const timer = setTimeout(go, GRACE);
  waiting.set(name, go);
  mark(name, true);
  toast(text, {
    undo: () => {
      clearTimeout(timer);
      waiting.delete(name);
      mark(name, false);
    },
  });
}

/** Do at once what still waits: the page is being left. */
export function settleLeaving(): void {
  for (const go of [...waiting.values()]) go();
}

addEventListener('pagehide', settleLeaving);
