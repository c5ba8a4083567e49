// What supervisors have whispered and nobody has done yet, for the conversations that were opened.

import { signal } from '@preact/signals';
import type { Id, Whisper } from '@shared/contracts';
import { EntityMap } from '@shared/store/entities';
import { http } from '../state/session';
import { keep } from '../state/store';

export const whispers = new EntityMap<Whisper>();
keep('whisper', whispers);

/** The conversation that a whisper is being written for. */
export const whispering = signal<Id | null>(null);

/** Those of a conversation, the oldest first. */
export const whispersOf = (id: Id): Whisper[] =>
  whispers
    .values()
    .filter(each => each.conversation_id === id)
    .sort((one, other) => one.id - other.id);

export async function bringWhispers(id: Id, signal: AbortSignal): Promise<void> {
  whispers.upsertAll(await http.get<Whisper[]>(`/conversations/${id}/whispers`, signal));
}
