// The message that is about to be taken out of the timeline, while its reason is asked for.

import { signal } from '@preact/signals';
import type { Message } from '@shared/contracts';

export const redacting = signal<Message | null>(null);
