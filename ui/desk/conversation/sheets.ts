// Which small sheet of the open conversation is unfolded, and beside what.

import { signal } from '@preact/signals';

export type Sheet = 'assign' | 'snooze' | 'tags' | 'why' | null;

export const sheet = signal<Sheet>(null);

/** The head's buttons, where the sheets unfold also when a key asked for them. */
export const anchors: Partial<Record<'assign' | 'snooze' | 'tags' | 'why', Element | null>> = {};

export const foldSheet = (): void => {
  sheet.value = null;
};
