// Partners and what they are asked, as this desk knows them: fetched, then kept by the feed.

import { effect, signal } from '@preact/signals';
import type { Id } from '@shared/contracts';
import { query } from '@shared/http';
import { money } from '@shared/money';
import type {
  KindField,
  Partner,
  PartnerRequest,
  RequestEntry,
  RequestKind,
  RequestKindView,
  RequestPlace,
  RequestsPage,
  RequestView,
  Values,
} from '@shared/partners';
import { EntityMap } from '@shared/store/entities';
import { eachPage, quietly } from '../state/fetching';
import { connection } from '../state/live';
import { http } from '../state/session';
import { conversations, customers, keep } from '../state/store';
import { locale } from '../state/texts';

export const partners = new EntityMap<Partner>();
export const requests = new EntityMap<PartnerRequest>();
export const entries = new EntityMap<RequestEntry>();
keep('partner', partners);
keep('partner_request', requests);
keep('partner_request_entry', entries);

/** What can be asked, in the reader's language; none until it has come. */
export const kinds = signal<readonly RequestKindView[]>([]);

const MOST_PAGES = 5;

const fetchAll = (filter: Record<string, string | number>): Promise<void> =>
  eachPage<RequestsPage>('/partner-requests', filter, MOST_PAGES, found => {
    conversations.upsertAll(found.conversations);
    customers.upsertAll(found.customers);
    requests.upsertAll(found.items);
  });

/** Fetch what partners were asked from a conversation, what is over as well. */
export const fetchOf = (conversation_id: Id): void =>
  quietly(fetchAll({ view: 'all', conversation_id }));

export const fetchView = (view: RequestView): Promise<void> => fetchAll({ view });

/** Fetch a request with all that was said in it. */
export async function fetchWhole(id: Id): Promise<void> {
  const found = await http.get<{ request: PartnerRequest; entries: RequestEntry[] }>(
    `/partner-requests/${id}`,
  );
  requests.upsert(found.request);
  entries.upsertAll(found.entries);
}

async function fetchKinds(wanted: string): Promise<void> {
  kinds.value = await http.get<RequestKindView[]>(`/partner-kinds${query({ locale: wanted })}`);
}

async function fetchPartners(): Promise<void> {
  partners.upsertAll(await http.get<Partner[]>('/partners'));
}

effect(() => {
  if (connection.value === 'live') quietly(fetchPartners());
});
effect(() => {
  if (connection.value === 'live') quietly(fetchKinds(locale.value));
});

export const kindOf = (name: RequestKind): RequestKindView | undefined =>
  kinds.value.find(each => each.name === name);

/** What a kind is called; its plain name while nothing has come. */
export const kindName = (name: string): string =>
  kinds.value.find(each => each.name === name)?.label ?? name;

/** The conversations that wait for a request. */
export const waiting = (request: PartnerRequest): RequestPlace[] =>
  request.places.filter(place => place.left_at === null);

export const requestsOf = (conversationId: Id): PartnerRequest[] =>
  requests
    .values()
    .filter(each => waiting(each).some(place => place.conversation_id === conversationId))
    .sort((one, other) => one.asked_at.localeCompare(other.asked_at));

/** What was given for a field, as a reader writes it. */
export function valueText(field: KindField, values: Values): string {
  const value = values[field.name];
  const label = (name: unknown) =>
    field.choices.find(choice => choice.name === name)?.label ?? String(name);
  if (Array.isArray(value)) return new Intl.ListFormat(locale.value).format(value.map(label));
  if (field.type === 'choice') return label(value);
  if (typeof value === 'number') return numberText(field, value, values.currency);
  return String(value);
}

function numberText(field: KindField, value: number, currency: unknown): string {
  if (field.name === 'amount' && typeof currency === 'string') {
    return money(value, currency, locale.value);
  }
  const shown = (value / field.scale).toLocaleString(locale.value);
  return field.unit ? `${shown} ${field.unit}` : shown;
}
