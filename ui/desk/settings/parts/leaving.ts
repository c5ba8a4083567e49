// What cannot be brought back on the server leaves the screen at once, and the server when the news
// of it goes: until then it can be undone.

import { signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import { complain } from '../../state/actions';

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
 * Take the thing called `name` off the screen, say so with a way back, and `act` when that way has
 * gone. It stays hidden when that succeeds, and returns with the reason when not.
 */
export function leave(name: string, text: string, act: () => Promise<unknown>): void {
  if (waiting.has(name)) return;
  const go = () => {
    if (waiting.get(name) !== go) return;
    waiting.delete(name);
    act().catch(error => {
      mark(name, false);
      complain(error);
    });
  };
  waiting.set(name, go);
  mark(name, true);
  toast(text, {
    gone: go,
    undo: () => {
      // Else the page was left meanwhile, and is back from the browser's memory: it is done.
      if (waiting.get(name) !== go) return;
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
