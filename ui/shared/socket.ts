// A socket that comes back: resumes where it was, waits longer each time, and says honestly how
// things stand. What the frames mean is its owner's business.

import { type ReadonlySignal, signal } from '@preact/signals';
import { written } from './written';

/** `offline`: the browser has no network. `refused`: the server will not have us (4401, 4403). */
export type LinkState = 'idle' | 'connecting' | 'live' | 'reconnecting' | 'offline' | 'refused';

export interface LinkOptions<In> {
  url: () => string;
  /** The first frame of every connection: how to resume. */
  hello: () => unknown;
  onFrame: (frame: In) => void;
  /** The server refused the session or the origin; nothing is tried until `open` is called. */
  onRefused?: (code: number) => void;
}

/** The desk says something every three seconds; so long without a word, the line is dead. */
const SILENCE_AT_MOST = 12_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;

export class Link<In> {
  readonly #options: LinkOptions<In>;
  readonly #state = signal<LinkState>('idle');
  #socket: WebSocket | null = null;
  #failures = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #silence: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions<In>) {
    this.#options = options;
    addEventListener('online', this.#online);
    addEventListener('offline', this.#offline);
    document.addEventListener('visibilitychange', this.#seen);
  }

  get state(): ReadonlySignal<LinkState> {
    return this.#state;
  }

  open(): void {
    if (this.#socket) return;
    clearTimeout(this.#retry);
    this.#state.value =
      this.#failures || this.#state.peek() === 'reconnecting' ? 'reconnecting' : 'connecting';
    const socket = new WebSocket(this.#options.url());
    this.#socket = socket;
    this.#listen();
    socket.onopen = () => {
      socket.send(written(this.#options.hello()));
      this.#state.value = 'live';
      this.#listen();
    };
    socket.onmessage = event => {
      this.#failures = 0; // not before: a server that accepts and drops would be hammered
      this.#listen();
      this.#options.onFrame(JSON.parse(event.data as string) as In);
    };
    socket.onclose = event => this.#lost(socket, event.code);
  }

  /** Send a frame if the socket is live; false when it is not (nothing is queued here). */
  send(frame: unknown): boolean {
    if (this.#state.peek() !== 'live' || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(written(frame));
    return true;
  }

  /** Drop the connection and come back at once: after a reset, or when it seems dead. */
  restart(): void {
    this.#drop();
    this.#state.value = 'reconnecting';
    this.open();
  }

  close(): void {
    this.#drop();
    this.#state.value = 'idle';
  }

  /** For an owner that goes away for good (a widget taken off its page). */
  dispose(): void {
    this.close();
    removeEventListener('online', this.#online);
    removeEventListener('offline', this.#offline);
    document.removeEventListener('visibilitychange', this.#seen);
  }

  #drop(): void {
    clearTimeout(this.#retry);
    clearTimeout(this.#silence);
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #lost(socket: WebSocket, code: number): void {
    if (socket !== this.#socket) return;
    this.#drop();
    if (code === 4401 || code === 4403) {
      this.#state.value = 'refused';
      this.#options.onRefused?.(code);
      return;
    }
    this.#state.value = navigator.onLine ? 'reconnecting' : 'offline';
    // Full jitter: a restarted server is not met by everybody at the same moment.
    const longest = Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** this.#failures++);
    this.#retry = setTimeout(() => this.open(), longest * (0.3 + 0.7 * Math.random()));
  }

  #listen(): void {
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.restart(), SILENCE_AT_MOST);
  }

  #online = () => {
    if (this.#state.peek() === 'offline' || this.#state.peek() === 'reconnecting') this.open();
  };

  #offline = () => {
    if (this.#state.peek() === 'idle' || this.#state.peek() === 'refused') return;
    this.#drop();
    this.#state.value = 'offline';
  };

  #seen = () => {
    if (!document.hidden && this.#state.peek() === 'reconnecting') this.open();
  };
}
