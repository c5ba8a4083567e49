// What a reply would be as the desk does it, asked for once for each mail that is answered.

import { effect, type Signal, signal } from '@preact/signals';
import type { Conversation, Id, ReplyPlan } from '@shared/contracts';
import { useEffect } from 'preact/hooks';
import { http } from '../state/session';
import { timeline } from '../state/timelines';

const cells = new Map<Id, Signal<ReplyPlan | null>>();

export function planOf(id: Id): Signal<ReplyPlan | null> {
  let cell = cells.get(id);
  if (!cell) {
    cell = signal<ReplyPlan | null>(null);
    cells.set(id, cell);
  }
  return cell;
}

/** The plan of an open conversation, asked for again when the customer writes. */
export function usePlan({ id }: Conversation): ReplyPlan | null {
  useEffect(() => {
    let asked = -1;
    return effect(() => {
      const { messages } = timeline(id).value;
      const newest = messages.findLast(each => each.author.kind === 'customer')?.seq ?? 0;
      if (newest === asked) return;
      asked = newest;
      http.get<ReplyPlan>(`/conversations/${id}/reply-plan`).then(
        plan => {
          planOf(id).value = plan;
        },
        () => {}, // the fields stay as they are; the server decides when it is sent
      );
    });
  }, [id]);
  return planOf(id).value;
}
