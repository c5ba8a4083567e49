// How a timeline's messages become what is drawn: days, groups of one voice, the mark of the new.

import type { Message } from '@shared/contracts';

export type Item =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'new'; key: string }
  | { kind: 'message'; key: string; message: Message; opens: boolean; closes: boolean };

/** Messages of one author within this time stand together, under one name. */
const TOGETHER = 4 * 60_000;

const voice = ({ author, kind }: Message) =>
  `${author.kind} ${author.id} ${author.name} ${kind === 'note' || kind === 'line' ? kind : ''}`;

/**
 * Lay messages out, oldest first. `dayKey` says on which day an instant falls for the reader;
 * `newFrom` is the first `seq` nobody had read when the conversation was opened, or null.
 */
export function layOut(
  messages: readonly Message[],
  dayKey: (at: string) => string,
  newFrom: number | null,
): Item[] {
  const items: Item[] = [];
  let day = '';
  let group: Extract<Item, { kind: 'message' }> | null = null;
  for (const message of messages) {
    const today = dayKey(message.at);
    if (today !== day) {
      items.push({ kind: 'day', key: `day ${today}`, at: message.at });
      day = today;
      group = null;
    }
    if (message.seq === newFrom) {
      items.push({ kind: 'new', key: 'new' });
      group = null;
    }
    const joins: boolean =
      group !== null &&
      message.kind !== 'line' &&
      voice(group.message) === voice(message) &&
      Date.parse(message.at) - Date.parse(group.message.at) < TOGETHER;
    if (group && joins) group.closes = false;
    const item: Item = {
      kind: 'message',
      key: `message ${message.seq}`,
      message,
      opens: !joins,
      closes: true,
    };
    items.push(item);
    group = item;
  }
  return items;
}

/** Which files of the messages are pictures, oldest first: what the viewer leafs through. */
export function pictures(messages: readonly Message[]) {
  return messages
    .filter(message => !message.redacted_at)
    .flatMap(message => message.attachments)
    .filter(isPicture);
}

export const isPicture = ({ content_type }: { content_type: string }): boolean =>
  content_type.startsWith('image/') && content_type !== 'image/svg+xml';
