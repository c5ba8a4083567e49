// What a customer's profile holds beside the customer.

import type { Entity, Id, Time } from './contracts';
import type { FileImport } from './imports';

declare module './contracts' {
  interface EntityTypes {
    merge: Merge;
    address: Address;
    consent: Consent;
    incident: Incident;
    customer_import: CustomerImport;
    person_request: PersonRequest;
  }
}

/** That two profiles were made one; in an event only the moves of its shop. */
export interface Merge extends Entity {
  profile_id: Id;
  moves: { customer_id: Id; before: Id | null }[];
  basis: 'email' | 'phone' | 'platform' | 'staff';
  by_name: string;
  at: Time;
  undone_at: Time | null;
}

export interface Address extends Entity {
  customer_id: Id;
  country: string;
  recipient: string;
  phone: string | null;
  postal_code: string | null;
  region: string;
  city: string;
  district: string;
  lines: string[];
  title: string;
  preferred: boolean;
}

export interface Consent extends Entity {
  customer_id: Id;
  purpose: string;
  given_at: Time;
  channel: string;
  locale: string;
  text: string;
  noted_by: Id | null;
  withdrawn_at: Time | null;
  withdrawn_channel: string | null;
}

export interface Incident extends Entity {
  customer_id: Id;
  conversation_id: Id | null;
  cause: string;
  what: string;
  done: string;
  at: Time;
  by_id: Id | null;
  by_name: string;
}

export type CustomerImport = FileImport;

/** What was asked about a person: a file with everything, or their erasure. */
export interface PersonRequest extends Entity {
  kind: 'export' | 'erasure';
  customer_id: Id;
  customer_ids: Id[];
  state: 'waiting' | 'running' | 'ready' | 'done' | 'failed' | 'expired';
  reason: string;
  created_at: Time;
  finished_at: Time | null;
  expires_at: Time | null;
  size: number | null;
  kept: Kept[];
}

/** What the law makes us keep of somebody who is erased. */
export interface Kept {
  record_class: 'complaint' | 'contract' | 'consent';
  count: number;
  until: Time;
  law: string;
}
