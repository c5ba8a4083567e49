// The desk's files as addresses that this page can show: fetched with the visitor's token, once each.

import { type Signal, signal } from './signal.ts';

/** Not there yet, or false where it cannot be had. */
type Address = string | false | undefined;

type Found = Signal<Address> & { done?: Promise<void> };

export interface Addresses {
  /** A file's address as far as it is known; where it is `wanted`, it is asked for if nobody has. */
  file(id: number, wanted?: boolean): Address;
  /** The same once it is there; tries again what failed. */
  fetched(id: number): Promise<Address>;
}

export function addresses(
  url: string,
  headers: () => Readonly<Record<string, string>>,
  local: (id: number) => string | null | undefined,
): Addresses {
  const known = new Map<number, Found>();

  function find(id: number): Found {
    const found = known.get(id);
    if (found) return found;
    const made: Found = signal<Address>(local(id) ?? undefined);
    known.set(id, made);
    const fetched = async () => {
      try {
        const answer = await fetch(url + id, { headers: headers() });
        made.value = answer.ok && URL.createObjectURL(await answer.blob());
      } catch {
        made.value = false;
      }
    };
    if (!made.value) made.done = fetched();
    return made;
  }

  return {
    file: (id, wanted) => (wanted || local(id) ? find(id) : known.get(id))?.value,
    async fetched(id) {
      if (find(id).value === false) known.delete(id);
      const found = find(id);
      await found.done;
      return found.value;
    },
  };
}
