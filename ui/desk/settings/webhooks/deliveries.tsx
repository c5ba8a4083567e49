// What was sent to a webhook: when, how it was answered, and sending it again.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, ReopenIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { PageOf } from '@shared/contracts';
import { query } from '@shared/http';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, zone } from '../../state/session';
import { times } from '../../state/texts';
import { useFetched, useFollowing } from '../parts/fetched';
import { Listing } from '../parts/listing';
import { say } from '../texts';
import { type Delivery, isHeld, isKind, isNear, type Webhook } from './webhook';

/** How often a list with something about to go is looked at again. */
const AGAIN = 2500;

export function Deliveries({ hook }: { hook: Webhook }) {
  const path = `/webhooks/${hook.id}/deliveries`;
  const page = useFetched<PageOf<Delivery>>(`${path}${query({ limit: 20 })}`);
  const [older, setOlder] = useState<{ items: Delivery[]; cursor: string | null } | null>(null);
  const [busy, setBusy] = useState(false);
  const newest = page.value?.items ?? [];
  const cursor = older ? older.cursor : (page.value?.next_cursor ?? null);

  const coming = newest.some(each => isNear(each, Date.now()));
  useFollowing(page, coming ? AGAIN : null);

  const more = async () => {
    setBusy(true);
    try {
      const next = await http.get<PageOf<Delivery>>(`${path}${query({ limit: 20, cursor })}`);
      setOlder({ items: [...(older?.items ?? []), ...next.items], cursor: next.next_cursor });
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const retry = (delivery: Delivery) =>
    http.post<Delivery>(`${path}/${delivery.id}/retry`).then(() => {
      toast(say('deliveries.retried'));
      page.reload();
    }, complain);

  const known = new Set(newest.map(each => each.id));
  const items = [...newest, ...(older?.items ?? []).filter(each => !known.has(each.id))];
  const listed = { ...page, value: page.value && items };
  return (
    <>
      <Listing
        fetched={listed}
        label={say('deliveries')}
        empty={say('deliveries.none')}
        emptyText={say('deliveries.none.text')}
      >
        {each => <Row key={each.id} delivery={each} onRetry={() => void retry(each)} />}
      </Listing>
      {cursor && (
        <Button busy={busy} onClick={() => void more()}>
          {say('audit.more')}
        </Button>
      )}
    </>
  );
}

const STATES = {
  pending: { icon: ClockIcon, text: 'deliveries.waiting', tone: '' },
  done: { icon: CheckIcon, text: 'deliveries.delivered', tone: 'is-good' },
  failed: { icon: AlertIcon, text: 'deliveries.failed', tone: 'is-bad' },
} as const;

function Row({ delivery, onRetry }: { delivery: Delivery; onRetry: () => void }) {
  const { icon: Glyph, text, tone } = STATES[delivery.state];
  const { full, relative } = times(zone());
  const { attempts, status, took_ms, answer, next_attempt_at } = delivery;
  const details = [
    status !== null && `HTTP ${status}`,
    took_ms !== null && `${took_ms} ms`,
    attempts > 1 && say('deliveries.attempts', { count: attempts }),
    delivery.state === 'pending' &&
      attempts > 0 &&
      next_attempt_at &&
      !isHeld(delivery) &&
      say('deliveries.next', { when: relative(next_attempt_at, Date.now()) }),
  ].filter(Boolean);
  return (
    <li class="entry delivery">
      <Glyph size={18} class={tone} />
      <div class="entry-words">
        <span class="entry-title">
          {kindName(delivery.kind)}
          <span class={`mark ${tone}`}>{say(text)}</span>
        </span>
        <span class="entry-detail">
          {full(delivery.created_at)}
          {details.length > 0 && ` · ${details.join(' · ')}`}
        </span>
        {answer && delivery.state !== 'done' && (
          <code class="delivery-answer">{answer.slice(0, 300)}</code>
        )}
      </div>
      {delivery.state !== 'pending' && (
        <Button tone="quiet" icon={ReopenIcon} onClick={onRetry}>
          {say('deliveries.retry')}
        </Button>
      )}
    </li>
  );
}

function kindName(kind: string) {
  if (kind === 'webhook_tested') return say('webhooks.kind.webhook_tested');
  return isKind(kind) ? say(`webhooks.kind.${kind}`) : <code>{kind}</code>;
}
