// What was begun and not sent outlives its form: one who is called away, as by the telephone, finds
// it again where it was.

import { useState } from 'preact/hooks';

const begun = new Map<string, unknown>();

export interface Begun<T> {
  value: T;
  write: (change: Partial<T>) => void;
  /** It was sent, or given up. */
  over: () => void;
}

/** A form's values under a name of their own, which say of what they are. */
export function useBegun<T extends object>(name: string, start: T): Begun<T> {
  const [value, setValue] = useState<T>(() => (begun.get(name) as T | undefined) ?? start);
  return {
    value,
    write: change =>
      setValue(held => {
        const next = { ...held, ...change };
        begun.set(name, next);
        return next;
      }),
    over: () => void begun.delete(name),
  };
}
