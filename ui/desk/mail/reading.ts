// How each mail is looked at on this screen, and what was fetched of it.

import { type Signal, signal } from '@preact/signals';
import type { Id, MailView } from '@shared/contracts';
import { complain } from '../state/actions';
import { http } from '../state/session';

export interface Reading {
  /** Its addresses and what is known of its sender are unfolded. */
  details: boolean;
  /** Its history and signature are unfolded. */
  whole: boolean;
  /** As the sender laid it out, in place of its words. */
  laidOut: boolean;
  /** Its remote images may be fetched, this once. */
  images: boolean;
  view: MailView | null;
}

const FIRST: Reading = { details: false, whole: false, laidOut: false, images: false, view: null };
const cells = new Map<Id, Signal<Reading>>();
const REMOTE = /<img\b[^>]*\ssrc="(?:https?:)?\/\//i;

export function reading(id: Id): Signal<Reading> {
  let cell = cells.get(id);
  if (!cell) {
    cell = signal(FIRST);
    cells.set(id, cell);
  }
  return cell;
}

/** Look at a mail otherwise; what that needs of it is fetched first. */
export async function look(id: Id, change: Partial<Reading>): Promise<void> {
  const cell = reading(id);
  if (cell.peek().view === null) {
    try {
      const view = await http.get<MailView>(`/mails/${id}`);
      cell.value = { ...cell.peek(), view };
    } catch (error) {
      complain(error);
      return;
    }
  }
  cell.value = { ...cell.peek(), ...change };
}

/** Whether a mail's HTML asks for images that lie elsewhere. */
export const hasRemoteImages = (view: MailView | null): boolean =>
  REMOTE.test(view?.contents?.html ?? '');
