// What every part of the chat window stands on. There is one window on a page, so there is one room.

import type { VNode } from 'preact';
import type { Shop } from '../contract.ts';
import type { Shelf } from '../state/shelf.ts';
import type { Signal } from '../state/signal.ts';
import type { Talk } from '../state/talk.ts';
import type { Texts } from '../text/texts.ts';

export interface Room {
  talk: Talk;
  texts: Texts;
  shelf: Shelf;
  shop: Signal<Shop>;
  open: Signal<boolean>;
  /** The window fills the screen: phones. */
  full: Readonly<Signal<boolean>>;
  sound: Signal<boolean>;
  /** A picture looked at closely. */
  picture: Signal<{ url: string; name: string } | null>;
  /** The next opening while the shop is closed, else null. */
  opens(): string | null;
  /** The desk's address. */
  base: string;
  close(): void;
  /** The call's part of the window, once somebody wanted to call. */
  call: Signal<(() => Drawable) | null>;
}

type Drawable = VNode | null;

export let room: Room;

export const furnish = (made: Room): void => {
  room = made;
};

/** The room's words. */
export const t: Texts['t'] = (key, params) => room.texts.t(key, params);
