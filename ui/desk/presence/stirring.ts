// Says to the server that somebody is at this desk: who does nothing for long is away.

const TELL_EVERY = 30_000;
const SIGNS = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;

/** Call `tell` when somebody moves or types, at most every half minute; returns how to stop. */
export function watchStirring(tell: () => void): () => void {
  let told = Number.NEGATIVE_INFINITY;
  const stir = () => {
    const now = performance.now();
    if (now - told < TELL_EVERY) return;
    told = now;
    tell();
  };
  for (const sign of SIGNS) addEventListener(sign, stir, { passive: true });
  return () => {
    for (const sign of SIGNS) removeEventListener(sign, stir);
  };
}
