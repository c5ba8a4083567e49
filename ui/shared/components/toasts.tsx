// Short news at the screen's foot, with a way back where there is one.

import { signal } from '@preact/signals';
import { Button, IconButton } from './button';
import { AlertIcon, CloseIcon, UndoIcon } from './icons';
import './toasts.css';

export interface Toast {
  id: number;
  text: string;
  tone: 'plain' | 'bad';
  undo?: () => void;
  /** Another way on that is offered. */
  act?: { label: string; run: () => void };
  /** It has gone, and its way back with it, untaken. */
  gone?: () => void;
}

const shown = signal<readonly Toast[]>([]);
const MOST = 3;
const LASTS = 7000;
const LINGERS = 1000;
let lastId = 0;

/** Show a line of news; with `undo` it offers the way back while it stands. */
export function toast(
  text: string,
  more: Partial<Pick<Toast, 'undo' | 'act' | 'gone'>> & { tone?: 'bad' } = {},
): void {
  lastId += 1;
  const made: Toast = {
    id: lastId,
    text,
    tone: more.tone ?? 'plain',
    undo: more.undo,
    act: more.act,
    gone: more.gone,
  };
  // Where there is no more room, news that only tells goes before one that offers a way back; but
  // none while somebody reaches for one of them.
  while (shown.value.length >= MOST && !attended()) {
    const oldest = shown.value.find(entry => !entry.undo) ?? shown.value[0];
    if (oldest) pass(oldest.id);
  }
  shown.value = [...shown.value, made];
  setTimeout(() => leave(made.id), LASTS);
}

const attended = (): boolean =>
  document.querySelector('.toasts:is(:hover, :focus-within)') !== null;

/** Goes, but not from under somebody's pointer or focus: they may be about to take the way back. */
function leave(id: number): void {
  if (attended()) {
    setTimeout(() => leave(id), LINGERS);
  } else pass(id);
}

/** Goes without its way back having been taken. */
function pass(id: number): void {
  const passed = shown.value.find(entry => entry.id === id);
  dismiss(id);
  passed?.gone?.();
}

/** Take the way back that was offered last; false when there is none. */
export function undoLast(): boolean {
  const last = shown.value.findLast(entry => entry.undo);
  if (!last) return false;
  dismiss(last.id);
  last.undo?.();
  return true;
}

function dismiss(id: number): void {
  shown.value = shown.value.filter(entry => entry.id !== id);
}

export function Toasts({ undoLabel, closeLabel }: { undoLabel: string; closeLabel: string }) {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {shown.value.map(entry => (
        <div key={entry.id} class={`toast toast-${entry.tone}`}>
          {entry.tone === 'bad' && <AlertIcon />}
          <span>{entry.text}</span>
          {entry.undo && (
            <Button
              tone="quiet"
              icon={UndoIcon}
              onClick={() => {
                dismiss(entry.id);
                entry.undo?.();
              }}
            >
              {undoLabel}
            </Button>
          )}
          {entry.act && (
            <Button
              tone="quiet"
              onClick={() => {
                dismiss(entry.id);
                entry.act?.run();
              }}
            >
              {entry.act.label}
            </Button>
          )}
          <IconButton icon={CloseIcon} label={closeLabel} onClick={() => pass(entry.id)} />
        </div>
      ))}
    </div>
  );
}
