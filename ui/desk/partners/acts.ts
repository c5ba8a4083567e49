// What staff do with a request: each is asked of the server, and what it answers is kept.

import { toast } from '@shared/components/toasts';
import type { Attachment, Id } from '@shared/contracts';
import type { Holding, PartnerRequest, RequestKind, Values } from '@shared/partners';
import { putIntoAnswer } from '../composer/focus';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { once } from '../state/turns';
import { requests } from './state';
import { say } from './texts';

export interface Ask {
  partner_id: Id;
  kind: RequestKind;
  wanted: Values;
  text: string;
  translations: Record<string, string>;
  reference: string;
  order_id: Id | null;
  parcel_id: Id | null;
  /** Files of the conversation that the partner shall see. */
  attachment_ids: Id[];
}

/** Throws the refusal: the sheet shows it at its field. */
export async function ask(conversationId: Id, wanted: Ask): Promise<PartnerRequest> {
  const asked = await http.post<PartnerRequest>(
    `/conversations/${conversationId}/partner-requests`,
    wanted,
  );
  requests.upsert(asked);
  toast(say(asked.places.length > 1 ? 'done.joined' : 'done.asked'));
  return asked;
}

const change = (path: string, body: object, done?: string): Promise<boolean> =>
  // Pressed again on a slow line the partner would be reminded twice.
  once(path, async () => {
    try {
      requests.upsert(await http.post<PartnerRequest>(path, body));
      if (done) toast(done);
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  });

export const tell = (id: Id, text: string, translations: Record<string, string>) =>
  change(`/partner-requests/${id}/tell`, { text, translations }, say('done.told'));

export const remind = (id: Id) =>
  change(`/partner-requests/${id}/remind`, {}, say('done.reminded'));

/** With a conversation only that one no longer waits, as long as others do. */
export const withdraw = (id: Id, reason: string, conversation_id: Id | null) =>
  change(
    `/partner-requests/${id}/withdraw`,
    { reason, conversation_id },
    say(conversation_id === null ? 'done.withdrawn' : 'done.left'),
  );

export const accept = (id: Id) =>
  change(`/partner-requests/${id}/accept`, {}, say('done.accepted'));

export const setAside = (id: Id, conversation_id: Id) =>
  change(`/partner-requests/${id}/set-aside`, { conversation_id });

/** Put an answer's words and photos into the reply that is being written. */
export const forward = (id: Id, conversation_id: Id): Promise<boolean> =>
  // Pressed again on a slow line it would stand there twice.
  once(`forward ${id} ${conversation_id}`, async () => {
    try {
      const found = await http.post<{
        request: PartnerRequest;
        text: string;
        attachments: Attachment[];
      }>(`/partner-requests/${id}/forward`, { conversation_id });
      requests.upsert(found.request);
      into(conversation_id, found.text, found.attachments);
      return true;
    } catch (error) {
      complain(error);
      return false;
    }
  });

/** Begin the reply with an honest word on what the customer is waiting for. */
export const hold = (conversationId: Id, holding: Holding): void =>
  into(conversationId, holding.text, []);

export async function makeLink(id: Id): Promise<string | null> {
  try {
    return (await http.post<{ url: string }>(`/partner-requests/${id}/link`)).url;
  } catch (error) {
    complain(error);
    return null;
  }
}

function into(conversationId: Id, text: string, attachments: Attachment[]): void {
  putIntoAnswer(conversationId, before => ({
    body: before.body.trim() ? `${before.body.trimEnd()}\n\n${text}` : text,
    attachments: [...before.attachments, ...attachments],
  }));
}
