// What the loader hands to the chat, and what it gets back.

import type { Shop } from './contract.ts';
import type { Locale } from './text/locale.ts';

export interface Handover {
  /** The desk's address, with a slash at the end. */
  base: string;
  /** The shop's public key. */
  key: string;
  shop: Shop;
  identity?: string;
  /** Under which name this browser remembers: another one for each identified customer. */
  shelf: string;
  /** The language to begin with. */
  locale: Locale;
  scheme?: string;
  host: HTMLElement;
  root: ShadowRoot;
  button: HTMLButtonElement;
  /** Show how many answers are unread on the button. */
  badge(unread: number): void;
}

export interface Window {
  open(): void;
  close(): void;
  toggle(): void;
}
