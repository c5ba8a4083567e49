// Things kept in this browser, each under a name of its own: two tabs that keep some at one time do
// not write over each other's.

import { recall, remember } from '@shared/storage';

export class Kept<T> {
  readonly #prefix: string;
  readonly #held = new Map<string, T>();
  readonly #hear: (event: StorageEvent) => void;

  /** `gone` is called with the name of what another tab needs no longer. */
  constructor(prefix: string, gone: (name: string) => void) {
    this.#prefix = prefix;
    this.#hear = ({ key, newValue }) => {
      if (!key?.startsWith(prefix) || newValue !== null) return;
      const name = key.slice(prefix.length);
      if (this.#held.delete(name)) gone(name);
    };
    addEventListener('storage', this.#hear);
  }

  /** Everything that lies here, whichever tab kept it. */
  all(): Record<string, T> {
    for (const key of keys().filter(each => each.startsWith(this.#prefix))) {
      const thing = recall<T | null>(key, null);
      if (thing !== null) this.#held.set(key.slice(this.#prefix.length), thing);
    }
    return Object.fromEntries(this.#held);
  }

  /** Keep these, and of what this tab has kept or found nothing else. */
  keep(things: Record<string, T>): void {
    for (const name of this.#held.keys()) {
      if (name in things) continue;
      this.#held.delete(name);
      remember(this.#prefix + name, undefined);
    }
    for (const [name, thing] of Object.entries(things)) {
      if (this.#held.get(name) === thing) continue;
      this.#held.set(name, thing);
      remember(this.#prefix + name, thing);
    }
  }

  /** Hear of the other tabs no longer. */
  close(): void {
    removeEventListener('storage', this.#hear);
  }
}

function keys(): string[] {
  try {
    return Object.keys(localStorage);
  } catch {
    return [];
  }
}
