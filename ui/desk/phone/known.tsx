// What is known of a caller while it rings: their open orders, and what they came for last.

import { now } from '@shared/clock';
import { BoxIcon, ChatIcon } from '@shared/components/icons';
import type { Conversation, Id } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { isOpen } from '../orders/line';
import { fetchPage, journeys, newestFirst, orders } from '../orders/state';
import { http, zone } from '../state/session';
import { conversations } from '../state/store';
import { times } from '../state/texts';
import type { Call } from './contracts';
import { say } from './texts';

/** As many as can be read between two rings. */
const MOST = 2;

export function Known({ call }: { call: Call }) {
  const { theirs, last } = useKnown(call);
  const open = orders
    .values()
    .filter(order => order.customer_id !== null && theirs.includes(order.customer_id))
    .filter(isOpen)
    .sort(newestFirst);
  const words = journeys.value;
  const before = last === null ? undefined : conversations.get(last);
  const preview = before && (before.subject || before.last_message?.preview);
  const at = before && (before.last_message?.at ?? before.created_at);
  if (!open.length && !preview) return null;
  return (
    <ul class="phone-known" aria-label={say('known')}>
      {open.slice(0, MOST).map(order => (
        <li key={`order ${order.id}`}>
          <BoxIcon size={14} />
          <bdi>{order.lines[0]?.title || order.number}</bdi>
          <span>
            {words?.[order.via_warehouse ? 'via_warehouse' : 'direct'][order.state]?.name ?? ''}
          </span>
        </li>
      ))}
      {open.length > MOST && (
        <li>
          <span>{say('known.more', { count: open.length - MOST })}</span>
        </li>
      )}
      {preview && at && (
        <li>
          <ChatIcon size={14} />
          <bdi lang={before.language ?? undefined}>{preview}</bdi>
          <time dateTime={at}>{times(zone()).brief(at, now.peek())}</time>
        </li>
      )}
    </ul>
  );
}

/** Under which names their orders are, and their last conversation but the call's own. */
function useKnown(call: Call): { theirs: readonly Id[]; last: Id | null } {
  const [theirs, setTheirs] = useState<readonly Id[]>([call.customer_id]);
  const [last, setLast] = useState<Id | null>(null);
  useEffect(() => {
    let stopped = false;
    const unknown = () => {}; // it rings all the same, and the conversation shows it
    fetchPage(call.customer_id, null).then(
      ({ customerIds }) => stopped || setTheirs(customerIds),
      unknown,
    );
    http
      .get<{ items: Conversation[] }>(`/customers/${call.customer_id}/conversations`)
      .then(({ items }) => {
        conversations.upsertAll(items);
        const other = items.find(each => each.id !== call.conversation_id);
        if (!stopped) setLast(other?.id ?? null);
      }, unknown);
    return () => {
      stopped = true;
    };
  }, [call.customer_id, call.conversation_id]);
  return { theirs, last };
}
