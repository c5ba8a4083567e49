// From which conversation a partner is being asked: set by a key or a button, read by the sheet.

import { signal } from '@preact/signals';
import type { Id } from '@shared/contracts';

export const asking = signal<Id | null>(null);
