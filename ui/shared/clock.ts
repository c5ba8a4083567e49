// One beat a second for everything on the screen that counts; it rests while nobody looks.

import { signal } from '@preact/signals';

/** Milliseconds since the epoch, renewed each second while the page is seen. */
export const now = signal(Date.now());

const beat = () => {
  if (!document.hidden) now.value = Date.now();
};

setInterval(beat, 1000);
document.addEventListener('visibilitychange', beat);
