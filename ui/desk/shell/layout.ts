// What of the desk is folded out: the customer's pane, and panels over everything.

import { computed, signal } from '@preact/signals';
import { prefer, preferences } from '../state/preferences';

export type Panel = 'palette' | 'sheet' | 'mail' | null;

/**
 * The panel that lies over the desk, and is part of none of its places: those go, and are hidden in
 * a narrow window, and a dialog that is hidden would still bar the whole page.
 */
export const panel = signal<Panel>(null);

export const foldPanel = (): void => {
  panel.value = null;
};

/** Below this there is no room for the customer beside the conversation: the pane slides over it. */
const ROOM_FOR_CUSTOMER = matchMedia('(min-width: 1120px)');

const roomy = signal(ROOM_FOR_CUSTOMER.matches);
const slidOver = signal(false);

ROOM_FOR_CUSTOMER.addEventListener('change', ({ matches }) => {
  // Whoever is at work in the pane goes on, however wide the window has become.
  const atWork = document.querySelector('.customer:focus-within') !== null;
  if (atWork && matches) prefer({ customerPane: true });
  slidOver.value = atWork && !matches;
  roomy.value = matches;
});

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
