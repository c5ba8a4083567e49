// One socket to the desk that comes back by itself: backoff with jitter, heartbeat, watchdog.

import { written } from '@shared/written.ts';

/** The desk's close codes that matter to a customer (docs/protocol.md). */
export const CLOSED = { refused: 4403, slow: 4408, tooLarge: 4413, restart: 1012 };

const PING_MS = 25_000;
const SILENCE_MS = 45_000;
const LONGEST_MS = 30_000;

export interface Link {
  /** Whether the frame was handed to an open socket. */
  send(frame: object): boolean;
  /** Connect now rather than when the wait is over. */
  wake(): void;
  /** Close; `wake` opens again. */
  rest(): void;
  /** Drop this socket and come back: it is not to be trusted any more. */
  renew(): void;
}

export interface Ends {
  opened(): void;
  /** Returns true when the desk has welcomed us: the next loss is a first one again. */
  received(frame: string): boolean;
  /** Returns false when coming back is pointless. */
  closed(code: number): boolean;
}

/** Wait before try `tries` (0, 1, 2…), in ms: doubling from 1 s to 30 s, then up to half of it off. */
export const backoff = (tries: number, random = Math.random): number =>
  Math.min(LONGEST_MS, 1000 * 2 ** tries) * (1 - random() / 2);

export function link(url: string, ends: Ends): Link {
  let socket: WebSocket | null = null;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let heard = 0;
  let pinged = 0;

  function dial(): void {
    clearTimeout(timer);
    if (socket) return;
    const mine = new WebSocket(url);
    socket = mine;
    heard = pinged = Date.now();
    mine.onopen = () => socket === mine && ends.opened();
    mine.onmessage = ({ data }) => {
      if (socket !== mine) return;
      heard = Date.now();
      if (ends.received(data as string)) tries = 0;
    };
    mine.onclose = ({ code }) => socket === mine && lost(code);
  }

  function lost(code = 0): void {
    socket = null;
    if (!ends.closed(code)) return;
    // A desk that restarts or cut us off for slowness is there again at once; spread the rush.
    const wait = code === CLOSED.restart || code === CLOSED.slow ? 500 : backoff(tries);
    tries += 1;
    timer = setTimeout(dial, wait * (0.5 + Math.random()));
  }

  function renew(): void {
    const old = socket;
    if (!old) return;
    // Not waiting for its close event: on a dead network that comes minutes later.
    lost();
    old.close();
  }

  function rest(): void {
    renew();
    clearTimeout(timer);
  }

  function send(frame: object): boolean {
    if (socket?.readyState !== WebSocket.OPEN) return false;
    socket.send(written(frame));
    return true;
  }

  setInterval(() => {
    if (!socket) return;
    const now = Date.now();
    if (now - heard > SILENCE_MS) return renew();
    if (now - pinged >= PING_MS && send({ do: 'ping' })) pinged = now;
  }, 5000);

  return { send, wake: dial, rest, renew };
}
