// What of the desk is folded out: the customer's pane, and panels over everything.

import { computed, signal } from '@preact/signals';
import { prefer, preferences } from '../state/preferences';

export type Panel = 'palette' | 'sheet' | null;

/** The panel that lies over the desk. */
export const panel = signal<Panel>(null);

/** Below this there is no room for the customer beside the conversation: the pane slides over it. */
const ROOM_FOR_CUSTOMER = matchMedia('(min-width: 1120px)');

const roomy = signal(ROOM_FOR_CUSTOMER.matches);
ROOM_FOR_CUSTOMER.addEventListener('change', event => {
  roomy.value = event.matches;
});

const slidOver = signal(false);

/** Set where there is no conversation at the address that is open, and so nobody beside it. */
export const nobody = signal(false);

export const customerShown = computed(
  () => !nobody.value && (roomy.value ? preferences.value.customerPane : slidOver.value),
);

export function showCustomer(shown: boolean): void {
  if (roomy.peek()) prefer({ customerPane: shown });
  else slidOver.value = shown;
}

/** Another conversation: the pane that slid over the former one goes. */
export const foldCustomer = (): void => {
  slidOver.value = false;
};
