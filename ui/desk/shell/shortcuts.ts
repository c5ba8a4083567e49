// The desk's keys, in one place: what the sheet shows is what is listened to.

import { keyName, type Shortcut, shortcutFor } from '@shared/components/keyboard';
import { undoLast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { composerFocus } from '../composer/focus';
import { offered } from '../composer/promising';
import { type Sheet, sheet } from '../conversation/sheets';
import { heldOrder } from '../inbox/held_order';
import { asking } from '../partners/asking';
import { choosing } from '../presence/state';
import * as actions from '../state/actions';
import { answering } from '../state/bell';
import { openId } from '../state/live';
import { go, pathTo, route, VIEWS, view } from '../state/router';
import { conversations } from '../state/store';
import type { TextKey } from '../state/texts';
import { customerShown, panel, showCustomer } from './layout';

export interface DeskKey extends Shortcut {
  text: TextKey;
  group: 'move' | 'write' | 'handle' | 'desk';
}

const withOpen = (act: (id: Id) => void) => () => {
  const id = openId.peek();
  if (id !== null) act(id);
};

const unfold = (which: Sheet) =>
  withOpen(() => {
    sheet.value = which;
  });

function step(by: 1 | -1): void {
  const to = actions.neighbour(openId.peek(), by);
  if (to !== null) go(pathTo.conversation(to));
}

function back(): void {
  if (panel.peek()) panel.value = null;
  else if (openId.peek() !== null || route.peek().name !== 'inbox') go(pathTo.inbox(view.peek()));
}

export const KEYS: readonly DeskKey[] = [
  { key: 'j', text: 'key.next', group: 'move', run: () => step(1) },
  { key: 'k', text: 'key.previous', group: 'move', run: () => step(-1) },
  {
    key: 'Enter',
    text: 'key.open',
    group: 'move',
    run: () => {
      const first = heldOrder.peek()[0];
      if (openId.peek() !== null) composerFocus();
      else if (first !== undefined) go(pathTo.conversation(first));
    },
  },
  { key: 'Escape', text: 'key.back', group: 'move', run: back },
  { key: 'r', text: 'key.reply', group: 'write', run: () => composerFocus('text') },
  { key: 'n', text: 'key.note', group: 'write', run: () => composerFocus('note') },
  { key: '/', text: 'key.canned', group: 'write', run: withOpen(() => composerFocus()) },
  {
    key: 'Alt+Enter',
    text: 'key.promise',
    group: 'write',
    whileWriting: true,
    run: () => offered.peek()?.(),
  },
  { key: 'e', text: 'key.resolve', group: 'handle', run: withOpen(toggleResolved) },
  { key: 's', text: 'key.snooze', group: 'handle', run: unfold('snooze') },
  { key: 'a', text: 'key.assign', group: 'handle', run: unfold('assign') },
  {
    key: 'Shift+a',
    text: 'key.take',
    group: 'handle',
    run: withOpen(id => void actions.takeOver(id)),
  },
  { key: 't', text: 'key.tag', group: 'handle', run: unfold('tags') },
  {
    key: 'q',
    text: 'key.ask',
    group: 'handle',
    run: withOpen(id => {
      asking.value = id;
    }),
  },
  { key: 'p', text: 'key.priority', group: 'handle', run: withOpen(raisePriority) },
  {
    key: 'F9',
    text: 'key.answer',
    group: 'handle',
    whileWriting: true,
    run: () => answering.peek()?.(),
  },
  { key: 'z', text: 'key.undo', group: 'handle', run: () => void undoLast() },
  {
    key: 'i',
    text: 'key.customer',
    group: 'desk',
    run: () => showCustomer(!customerShown.peek()),
  },
  ...VIEWS.map(
    (name, index): DeskKey => ({
      key: String(index + 1),
      text: `view.${name}`,
      group: 'desk',
      run: () => go(pathTo.inbox(name)),
    }),
  ),
  {
    key: '7',
    text: 'key.promises',
    group: 'desk',
    run: () => go(pathTo.promises('mine')),
  },
  {
    key: '8',
    text: 'key.promisesToday',
    group: 'desk',
    run: () => go(pathTo.promises('today')),
  },
  {
    key: 'Shift+s',
    text: 'key.presence',
    group: 'desk',
    run: () => {
      choosing.value = true;
    },
  },
  {
    key: 'Ctrl+k',
    text: 'key.palette',
    group: 'desk',
    whileWriting: true,
    run: () => {
      panel.value = panel.peek() === 'palette' ? null : 'palette';
    },
  },
  {
    key: '?',
    text: 'key.sheet',
    group: 'desk',
    run: () => {
      panel.value = 'sheet';
    },
  },
];

function toggleResolved(id: Id): void {
  const resolved = conversations.peek(id)?.state === 'resolved';
  void (resolved ? actions.reopen(id) : actions.resolve(id));
}

function raisePriority(id: Id): void {
  const level = conversations.peek(id)?.priority ?? 0;
  void actions.setPriority(id, ((level + 1) % 3) as 0 | 1 | 2);
}

/** Listen to the keys while the desk stands; returns how to stop. */
export function startShortcuts(): () => void {
  let last = '';
  const press = (event: KeyboardEvent) => {
    if (keyName(event) !== last) actions.attended();
    last = keyName(event);
    const shortcut = shortcutFor(event, KEYS);
    // Enter on a button or a link is that button's own.
    if (!shortcut || (event.key === 'Enter' && isControl(event.target))) return;
    if (shortcut.key === '/' && openId.peek() !== null) startCanned(event);
    event.preventDefault();
    // A key that is held down walks; it does not do the same to one customer after the other.
    if (event.repeat && shortcut.group !== 'move') return;
    shortcut.run(event);
  };
  document.addEventListener('keydown', press);
  return () => document.removeEventListener('keydown', press);
}

function isControl(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('button,a,[role="option"]') !== null;
}

// `/` puts the cursor into the composer and is typed there, which opens the canned replies.
function startCanned(event: KeyboardEvent): void {
  event.preventDefault();
  setTimeout(() => {
    const field = document.activeElement;
    if (!(field instanceof HTMLTextAreaElement)) return;
    const { selectionStart: at, value } = field;
    const blank = at === 0 || /\s/.test(value[at - 1] ?? '');
    field.setRangeText(blank ? '/' : ' /', at, at, 'end');
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
}
