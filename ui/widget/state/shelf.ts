// What the widget remembers in this browser. Where storage is denied or full it
// remembers for as long as the page lives.

export interface Shelf {
  get(name: string): string | null;
  /** null forgets. */
  set(name: string, value: string | null): void;
  /** The names that begin with `prefix`. */
  names(prefix: string): string[];
  /** Calls back when another tab of this browser changed something. */
  watch(changed: (name: string, value: string | null) => void): void;
}

/** The shelf of a shop, or of one identified customer of it. */
export function shelf(owner: string): Shelf {
  const root = `madoguchi:${owner}:`;
  const memory = new Map<string, string>();
  const stored = <T>(act: (storage: Storage) => T, otherwise: T): T => {
    try {
      return act(localStorage);
    } catch {
      return otherwise;
    }
  };
  return {
    get: name => memory.get(name) ?? stored(storage => storage.getItem(root + name), null),
    set(name, value) {
      memory.delete(name);
      const kept = stored(storage => {
        if (value === null) storage.removeItem(root + name);
        else storage.setItem(root + name, value);
        return true;
      }, false);
      if (!kept && value !== null) memory.set(name, value);
    },
    names(prefix) {
      const kept = stored(storage => Object.keys(storage), []).filter(key => key.startsWith(root));
      const all = new Set([...kept.map(key => key.slice(root.length)), ...memory.keys()]);
      return [...all].filter(name => name.startsWith(prefix));
    },
    watch(changed) {
      addEventListener('storage', ({ key, newValue }) => {
        if (key?.startsWith(root)) changed(key.slice(root.length), newValue);
      });
    },
  };
}

/** Everything of one shelf onto another: an anonymous visitor has signed in. */
export function move(from: Shelf, to: Shelf): void {
  for (const name of from.names('')) {
    to.set(name, from.get(name));
    from.set(name, null);
  }
}
