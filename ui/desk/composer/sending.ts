// What is said: all that stands in a conversation's composer, at once or with the last of its files.

import { effect } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Conversation, Id } from '@shared/contracts';
import { uuid } from '@shared/ids';
import { drafts, outbox, tellTyping } from '../state/live';
import { go, pathTo } from '../state/router';
import { inARow, t } from '../state/texts';
import { tidy } from './card_editor';
import { takePromising } from './promising';
import { quoteOf } from './quoted';
import { rivalsOf } from './rivals';
import { uploads } from './uploads';

/** Say what is written; the composer is empty then. */
export function say({ id, channel }: Pick<Conversation, 'id' | 'channel'>): void {
  const { kind, body, attachments, quote_seq, mail, choices = [] } = drafts.of(id).peek();
  const note = kind === 'note';
  // A note has no card; the one that was begun is there again when it is an answer.
  const card = !note && choices.length > 0;
  outbox.say({
    client_id: uuid(),
    conversation_id: id,
    kind: card ? 'choice' : kind,
    body: body.trim(),
    attachments,
    choices: card ? tidy(choices) : [],
    quote: quoteOf(id, quote_seq),
    ...(note ? {} : takePromising(id)),
    ...(channel === 'email' && !note ? { mail: mail ?? {} } : {}),
    at: new Date().toISOString(),
  });
  drafts.sent(id);
  tellTyping(id, false);
  if (note && choices.length) drafts.edit(id, { choices });
}

const waiting = new Map<Id, () => void>();

/**
 * Say it once its files are there, though somebody has gone on to another customer meanwhile; but
 * not into a colleague's answer to what had `message_count` messages then: they are told.
 */
export function sayLater(conversation: Conversation): void {
  const { id } = conversation;
  const stop = effect(() => {
    const coming = uploads(id).value;
    if (coming.some(each => !each.problem)) return;
    // The last file is among those of the draft only after it is none of those to come.
    queueMicrotask(() => {
      if (!takeBack(id)) return;
      const why = coming.find(each => each.problem)?.problem ?? contested(conversation);
      if (why === null) say(conversation);
      else toast(why, { tone: 'bad', act: { label: t('breach.open'), run: () => open(id) } });
    });
  });
  waiting.set(id, stop);
}

/** What was to be said later is the composer's own affair again; false: nothing was. */
export function takeBack(id: Id): boolean {
  waiting.get(id)?.();
  return waiting.delete(id);
}

const open = (id: Id): void => go(pathTo.conversation(id));

function contested({ id, message_count }: Conversation): string | null {
  if (drafts.of(id).peek().kind === 'note') return null;
  const { answered, writing } = rivalsOf(id, message_count);
  if (answered) return t('rival.answered', { name: answered });
  return writing.length ? t('rival.writing', { name: inARow(writing) }) : null;
}
