// Asking the server for messages, and marking in them what was asked for.

import type { Conversation, Customer, Id, Message, PageOf } from '@shared/contracts';
import { query } from '@shared/http';
import type { FoundOrder } from '../orders/found';
import { http } from '../state/session';
import { customers } from '../state/store';

export interface Found {
  message: Message;
  conversation: Conversation;
}

export interface FoundCustomer {
  customer: Customer;
  /** The newest of theirs. */
  conversation: Conversation | null;
}

/** A page of what was found; the customers who match themselves come with the first. */
export interface FoundPage extends PageOf<Found> {
  found_customers: FoundCustomer[];
  found_orders: FoundOrder[];
}

export interface Wanted {
  q: string;
  shop_id?: Id | null;
  limit?: number;
  cursor?: string | null;
}

/** The messages that hold what is wanted, newest first; their customers go into the store. */
export async function find(wanted: Wanted, signal?: AbortSignal): Promise<FoundPage> {
  const page = await http.get<FoundPage & { customers: Customer[] }>(
    `/search${query({ ...wanted })}`,
    signal,
  );
  customers.upsertAll(page.customers);
  customers.upsertAll(page.found_customers.map(({ customer }) => customer));
  return page;
}

export interface Piece {
  text: string;
  hit: boolean;
}

/** A text's part around the first hit, cut into pieces; hits in the folded form search uses. */
export function excerpt(text: string, q: string, length = 160): Piece[] {
  const line = text.replace(/\s+/g, ' ').trim();
  const words = fold(q).split(/\s+/).filter(Boolean);
  const spans = hits(line, words);
  const first = spans[0]?.[0] ?? 0;
  const from = Math.max(0, first > length * 0.6 ? first - Math.floor(length / 3) : 0);
  const to = Math.min(line.length, from + length);
  const pieces: Piece[] = [];
  if (from > 0) pieces.push({ text: '…', hit: false });
  let at = from;
  for (const [start, end] of spans) {
    if (start < at || start >= to) continue;
    if (start > at) pieces.push({ text: line.slice(at, start), hit: false });
    pieces.push({ text: line.slice(start, Math.min(end, to)), hit: true });
    at = Math.min(end, to);
  }
  if (at < to) pieces.push({ text: line.slice(at, to), hit: false });
  if (to < line.length) pieces.push({ text: '…', hit: false });
  return pieces;
}

const fold = (text: string) => text.normalize('NFKC').toLowerCase();

/** Where the words stand, in the original's own positions (folding may change lengths). */
function hits(line: string, words: readonly string[]): [number, number][] {
  const folded: string[] = [];
  const origin: number[] = [];
  let place = 0;
  for (const character of line) {
    for (const piece of fold(character)) {
      folded.push(piece);
      origin.push(place);
    }
    place += character.length;
  }
  origin.push(place);
  const spans: [number, number][] = [];
  for (const word of words) {
    const wanted = [...word];
    for (let at = 0; at + wanted.length <= folded.length; at++) {
      if (!wanted.every((piece, offset) => folded[at + offset] === piece)) continue;
      spans.push([origin[at] ?? 0, origin[at + wanted.length] ?? place]);
    }
  }
  return spans.sort((a, b) => a[0] - b[0]);
}
