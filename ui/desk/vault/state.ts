// A customer's identity documents by their masks: fetched beside the talk, then kept by the feed.

import { signal } from '@preact/signals';
import type { DocumentRequest, Id, IdentityDocument } from '@shared/contracts';
import { EntityMap } from '@shared/store/entities';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { keep } from '../state/store';

export const documents = new EntityMap<IdentityDocument>();
export const requests = new EntityMap<DocumentRequest>();
keep('document', documents);
keep('document_request', requests);

/** The conversation in which a document is being asked for, if any. */
export const asking = signal<Id | null>(null);

/** Everybody in a customer's profile, by the customer who was asked about. */
export const faces = signal<Record<Id, readonly Id[]>>({});

interface Found {
  customer_ids: Id[];
  documents: IdentityDocument[];
  requests: DocumentRequest[];
  may_read: boolean;
}

export function fetchOf(customerId: Id): void {
  http.get<Found>(`/customers/${customerId}/documents`).then(
    found => {
      documents.upsertAll(found.documents);
      requests.upsertAll(found.requests);
      faces.value = { ...faces.peek(), [customerId]: found.customer_ids };
    },
    () => {
      // The line is down: the feed brings what changes, and the next look asks again.
    },
  );
}

/** Whether a link still waits for its customer. */
export const waits = (request: DocumentRequest, now: number): boolean =>
  !request.submitted_at && !request.withdrawn_at && Date.parse(request.expires_at) > now;

export async function change(path: string, body?: object): Promise<boolean> {
  try {
    documents.upsert(await http.post<IdentityDocument>(path, body));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export async function withdraw(id: Id): Promise<void> {
  try {
    requests.upsert(await http.post<DocumentRequest>(`/document-requests/${id}/withdraw`));
  } catch (error) {
    complain(error);
  }
}
