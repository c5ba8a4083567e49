// What can still be done about a mail of ours: let it go, or take it back into the composer.

import { toast } from '@shared/components/toasts';
import type { Message } from '@shared/contracts';
import { putIntoAnswer } from '../composer/focus';
import { complain } from '../state/actions';
import { http, myId } from '../state/session';
import { take } from '../state/timelines';
import { say } from './texts';

export async function release(message: Message): Promise<void> {
  try {
    take(await http.post<Message>(`/messages/${message.id}/release`));
  } catch (error) {
    complain(error);
  }
}

/** Take a mail back that has not left: its words go before whatever stands in the composer now. */
export async function takeBack(message: Message): Promise<void> {
  const id = message.conversation_id;
  try {
    take(await http.post<Message>(`/messages/${message.id}/take-back`));
  } catch (error) {
    complain(error);
    return;
  }
  toast(say('takenBack.toast'));
  const { mail } = message;
  putIntoAnswer(id, now => ({
    body: [message.body, now.body].filter(Boolean).join('\n\n'),
    // What somebody else has uploaded stays theirs to send.
    attachments: [...(message.author.id === myId() ? message.attachments : []), ...now.attachments],
    quote_seq: message.quote?.seq ?? now.quote_seq,
    mail: mail && { to: mail.to, cc: mail.cc, bcc: mail.bcc, subject: mail.subject },
  }));
}
