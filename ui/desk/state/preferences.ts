// How this person likes their desk, kept in this browser.

import { effect, signal } from '@preact/signals';
import { recall, remember } from '@shared/storage';

export type Scheme = 'auto' | 'light' | 'dark';

export interface Preferences {
  scheme: Scheme;
  sound: boolean;
  notify: boolean;
  /** The key that sends: Enter, or Ctrl/⌘ with it. */
  sendKey: 'Enter' | 'Ctrl+Enter';
  /** After resolving or snoozing: on to the next customer. */
  advance: boolean;
  customerPane: boolean;
  recentEmoji: string[];
}

const KEPT = 'madoguchi.preferences';
const USUAL: Preferences = {
  scheme: 'auto',
  sound: true,
  notify: false,
  sendKey: 'Enter',
  advance: true,
  customerPane: true,
  recentEmoji: [],
};

export const preferences = signal<Preferences>({
  ...USUAL,
  ...recall<Partial<Preferences>>(KEPT, {}),
});

export function prefer(change: Partial<Preferences>): void {
  preferences.value = { ...preferences.peek(), ...change };
  remember(KEPT, preferences.peek());
}

/** Keep the page's colours to the preference, from the first paint on. */
export function startScheme(): void {
  effect(() => {
    const { scheme } = preferences.value;
    if (scheme === 'auto') delete document.documentElement.dataset.scheme;
    else document.documentElement.dataset.scheme = scheme;
  });
}
