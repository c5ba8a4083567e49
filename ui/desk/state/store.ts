// Everything the desk knows, by type; changed only by what the server says.

import { batch } from '@preact/signals';
import type {
  CannedReply,
  Change,
  Conversation,
  Customer,
  Draft,
  EntityType,
  EntityTypes,
  Id,
  Message,
  Person,
  Presence,
  PromiseMade,
  Shop,
  Tag,
  Team,
} from '@shared/contracts';
import { EntityMap } from '@shared/store/entities';

export const conversations = new EntityMap<Conversation>();
export const customers = new EntityMap<Customer>();
export const people = new EntityMap<Person>();
export const presences = new EntityMap<Presence>();
export const teams = new EntityMap<Team>();
export const shops = new EntityMap<Shop>();
export const tags = new EntityMap<Tag>();
export const cannedReplies = new EntityMap<CannedReply>();
export const drafts = new EntityMap<Draft>();
export const promises = new EntityMap<PromiseMade>();

const maps: { [K in EntityType]?: EntityMap<EntityTypes[K]> } = {
  conversation: conversations,
  customer: customers,
  person: people,
  presence: presences,
  team: teams,
  shop: shops,
  tag: tags,
  canned_reply: cannedReplies,
  draft: drafts,
  promise: promises,
};

/** Keep another type up to date from now on: for a screen that is fetched when it is first seen. */
export function keep<K extends EntityType>(type: K, map: EntityMap<EntityTypes[K]>): void {
  Object.assign(maps, { [type]: map });
}

/** Who wants to hear of messages, and of each conversation's step from one state to the next. */
export interface Listeners {
  message: (message: Message) => void;
  conversation: (before: Conversation | undefined, after: Conversation | undefined) => void;
}

/** Take an event's changes in, in order; replay is harmless. */
export function apply(changes: readonly Change[], listeners: Listeners): void {
  batch(() => {
    for (const change of changes) {
      if (change.type === 'message') {
        if (change.value) listeners.message(change.value);
      } else if (change.type === 'conversation') {
        const before = conversations.peek(change.id);
        if (put(conversations, change)) listeners.conversation(before, change.value ?? undefined);
      } else {
        // A newer server may speak of things this screen does not know.
        const map = maps[change.type] as EntityMap<NonNullable<typeof change.value>> | undefined;
        if (map) put(map, change);
      }
    }
  });
}

function put<T extends { id: Id; version: number }>(
  map: EntityMap<T>,
  change: { id: Id; version: number; value: T | null },
): boolean {
  return change.value ? map.upsert(change.value) : map.remove(change.id, change.version);
}

/** The customer by whose name one is called: whose profile they stand in, where that is in sight. */
export function called(id: Id | null): Customer | undefined {
  const own = customers.get(id);
  return customers.get(own?.profile_id ?? null) ?? own;
}

/** Whether a shop, and so everything in it, is in a person's sight. */
export const sees = (person: Pick<Person, 'all_shops' | 'shop_ids'>, shop: Id): boolean =>
  person.all_shops || person.shop_ids.includes(shop);

/**
 * Forget what a fresh snapshot will say anew, but keep the conversation that is open, unless its
 * shop has gone out of the person's sight.
 */
export function forget(open: Id | null, person: Pick<Person, 'all_shops' | 'shop_ids'>): void {
  batch(() => {
    for (const map of [people, presences, teams, shops, tags, cannedReplies, drafts, promises])
      map.clear();
    conversations.clear(({ id, shop_id }) => id === open && sees(person, shop_id));
    const kept = conversations.peek(open)?.customer_id;
    customers.clear(customer => customer.id === kept);
  });
}

/** A person's name, or the fallback for one who is not in sight. */
export const personName = (id: Id | null, otherwise = ''): string =>
  people.get(id)?.name ?? otherwise;
