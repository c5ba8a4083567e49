// The wallboard that this tab looks at, as the server last said it, and how time goes on from there.

import { computed, effect, signal } from '@preact/signals';
import { now } from '@shared/clock';
import type { Time } from '@shared/contracts';
import type { Filter, Wallboard } from '../figures/contracts';
import { connection, onWallboard, watch } from '../state/live';

export const wanted = signal<Filter>({});

const said = signal<{ board: Wallboard; arrived: number } | null>(null);

export const board = computed(() => said.value?.board ?? null);

/** Milliseconds since an instant by the server's clock, going on by this screen's. */
export function since(instant: Time | null): number | null {
  const last = said.value;
  if (!last || !instant) return null;
  const passed = Math.max(0, now.value - last.arrived);
  return Math.max(0, Date.parse(last.board.at) - Date.parse(instant) + passed);
}

/** Keep the board up to date while somebody looks; returns how to stop. */
export function startBoard(): () => void {
  const stopHearing = onWallboard(found => {
    said.value = { board: found, arrived: Date.now() };
  });
  const stopAsking = effect(() => {
    const filter = wanted.value;
    if (connection.value === 'live') watch(filter);
  });
  return () => {
    stopAsking();
    stopHearing();
    watch(null);
    said.value = null;
  };
}
