// Quick hands on a slow line: one thing after the other, one thing only once, and nobody is taken
// away from what they have begun meanwhile.

const last = new Map<string, Promise<unknown>>();

/**
 * Do something after all that was begun under the same name: what is made of the present state is
 * then made of what the one before has left, and arrives after it. Failing stops nobody behind.
 */
export function inTurn<T>(name: string, act: () => Promise<T>): Promise<T> {
  const run = (last.get(name) ?? Promise.resolve()).then(act);
  const over = run.catch(() => undefined);
  last.set(name, over);
  void over.then(() => {
    if (last.get(name) === over) last.delete(name);
  });
  return run;
}

const underWay = new Set<string>();

/** Do something unless it is being done already, under the same name; false if it is. */
export async function once(name: string, act: () => Promise<boolean>): Promise<boolean> {
  if (underWay.has(name)) return false;
  underWay.add(name);
  try {
    return await act();
  } finally {
    underWay.delete(name);
  }
}

let typed = 0;
addEventListener(
  'input',
  () => {
    typed += 1;
  },
  { capture: true },
);

/** Asked later, tells whether the person is still where they were, and has not begun to write. */
export function attention(): () => boolean {
  const [at, before] = [location.href, typed];
  return () => location.href === at && typed === before;
}
