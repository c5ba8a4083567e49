// Where colleagues stand towards new customers, and where oneself does.

import { computed, signal } from '@preact/signals';
import type { Id, Presence, PresenceState } from '@shared/contracts';
import { complain } from '../state/actions';
import { http, me } from '../state/session';
import { presences } from '../state/store';
import { inTurn } from '../state/turns';

export const STATES: readonly PresenceState[] = ['available', 'busy', 'hang_up', 'away', 'offline'];

/** Where somebody stands; whoever was never at a desk is offline. */
export const standing = (id: Id): PresenceState => presences.get(id)?.state ?? 'offline';

export const mine = computed(() => standing(me.value?.id ?? 0));

/** Whether the menu of one's own status is open: by its button, or by the key. */
export const choosing = signal(false);

export async function choose(state: PresenceState): Promise<void> {
  const id = me.peek()?.id;
  if (id === undefined) return;
  try {
    const put = () => http.put<Presence>(`/people/${id}/presence`, { state });
    presences.upsert(await inTurn('presence', put)); // the last one chosen is the one that counts
  } catch (error) {
    complain(error);
  }
}
