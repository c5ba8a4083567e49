// Promises as this desk knows them: fetched by view or conversation, then kept by the feed.

import { effect } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Customer, Id, PromiseDraft, PromiseMade } from '@shared/contracts';
import { complain } from '../state/actions';
import { eachPage, quietly } from '../state/fetching';
import { connection } from '../state/live';
import { http } from '../state/session';
import { conversations, customers, promises } from '../state/store';
import { say } from './texts';

interface Page {
  items: PromiseMade[];
  customers: Customer[];
  next_cursor: string | null;
}

const MOST_PAGES = 10;

export const isOwed = ({ state }: PromiseMade): boolean => state === 'open' || state === 'broken';

export const byDue = (a: PromiseMade, b: PromiseMade): number =>
  a.due_at < b.due_at ? -1 : a.due_at > b.due_at ? 1 : a.id - b.id;

/** What was promised, or a word for it where it was added without any. */
export const wordsOf = ({ text }: Pick<PromiseMade, 'text'>): string => text || say('unnamed');

const fetchAll = (filter: Record<string, string | number>): Promise<void> =>
  eachPage<Page>('/promises', filter, MOST_PAGES, found => {
    customers.upsertAll(found.customers);
    promises.upsertAll(found.items);
  });

/** Fetch what was promised in a conversation, what is over as well. */
export const fetchOf = (conversation_id: Id): void =>
  quietly(fetchAll({ view: 'all', conversation_id }));

export const fetchOfCustomer = (customer_id: Id): void =>
  quietly(fetchAll({ view: 'all', customer_id }));

async function change(path: string, body?: object): Promise<boolean> {
  try {
    promises.upsert(await http.post<PromiseMade>(path, body));
    return true;
  } catch (error) {
    complain(error);
    return false;
  }
}

export async function make(conversationId: Id, draft: PromiseDraft): Promise<boolean> {
  const done = await change(`/conversations/${conversationId}/promises`, draft);
  if (done) toast(say('done.made'));
  return done;
}

export async function keep(id: Id): Promise<void> {
  if (await change(`/promises/${id}/keep`)) toast(say('done.kept'));
}

export const move = (id: Id, due_at: string, reason: string): Promise<boolean> =>
  change(`/promises/${id}/move`, { due_at, reason });

export async function withdraw(id: Id, reason: string): Promise<boolean> {
  const done = await change(`/promises/${id}/withdraw`, { reason });
  if (done) toast(say('done.withdrawn'));
  return done;
}

effect(() => {
  if (connection.value === 'live') quietly(fetchAll({ view: 'open' }));
});

/** The zone of the customer of a conversation, where it is known. */
export const customerZone = (conversationId: Id): string | null =>
  customers.get(conversations.get(conversationId)?.customer_id ?? null)?.zone ?? null;
