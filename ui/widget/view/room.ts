// What every part of the chat window stands on. There is one window on a page, so there is one room.

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
  close(): void;
}

export let room: Room;

export const furnish = (made: Room): void => {
  room = made;
};

/** The room's words. */
export const t: Texts['t'] = (key, params) => room.texts.t(key, params);
