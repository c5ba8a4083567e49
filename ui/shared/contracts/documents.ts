// Identity documents by their masks, and how they are asked for.

import type { Entity, Id, Time } from './basics';

export type DocumentKind = 'cn_id' | 'kr_pccc' | 'passport' | 'kr_rrn';

/** An identity document by its mask: never what it says. */
export interface IdentityDocument extends Entity {
  shop_id: Id;
  customer_id: Id;
  conversation_id: Id | null;
  message_id: Id | null;
  request_id: Id | null;
  kind: DocumentKind;
  source: 'link' | 'typed';
  mask: string;
  sides: ('front' | 'back' | 'original')[];
  reference: string;
  consented_at: Time | null;
  created_at: Time;
  cleared_at: Time | null;
  erase_at: Time;
  erased_at: Time | null;
  erased_why: 'cleared' | 'limit' | 'hand' | 'person' | 'message' | 'withdrawn' | null;
}

/** A link by which a customer is asked for a document. */
export interface DocumentRequest extends Entity {
  shop_id: Id;
  customer_id: Id;
  conversation_id: Id | null;
  kind: DocumentKind;
  reason: 'customs' | 'carrier' | 'correction';
  words: string;
  photos: boolean;
  locale: string;
  asked_by: Id | null;
  created_at: Time;
  expires_at: Time;
  submitted_at: Time | null;
  withdrawn_at: Time | null;
  document_id: Id | null;
}
