// Keeps the monitor on the wall awake while the board is on it, where the browser knows how.

/** Hold the screen awake; returns how to let go. A tab that comes back holds it again. */
export function keepAwake(): () => void {
  let lock: WakeLockSentinel | null = null;
  let over = false;
  const hold = async () => {
    if (document.hidden || over || !('wakeLock' in navigator)) return;
    try {
      lock = await navigator.wakeLock.request('screen');
      if (over) void lock.release();
    } catch {
      lock = null; // a low battery, or the browser's owner does not want it
    }
  };
  const seen = () => void hold();
  document.addEventListener('visibilitychange', seen);
  void hold();
  return () => {
    over = true;
    document.removeEventListener('visibilitychange', seen);
    void lock?.release();
  };
}
