// An order's refunds: each with where it stands and what is in its way, and the way to ask for one.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, CloseIcon, UndoIcon } from '@shared/components/icons';
import { money, type Order } from '@shared/orders';
import { useEffect, useState } from 'preact/hooks';
import { connection } from '../../state/live';
import { leads, zone } from '../../state/session';
import { people } from '../../state/store';
import { locale, times } from '../../state/texts';
import { Asking } from './asking';
import './refunds.css';
import {
  fetchRefunds,
  type OrderRefunds,
  type RefundRequest,
  type RefundState,
  requests,
  withdraw,
} from './state';
import { say, wordsReady } from './texts';

const MARKS: Record<RefundState, typeof CheckIcon> = {
  asked: ClockIcon,
  accepted: ClockIcon,
  refunded: CheckIcon,
  failed: AlertIcon,
  withdrawn: CloseIcon,
};
/** What companies call themselves is the same everywhere. */
const PLATFORMS: Record<string, string> = {
  shopify: 'Shopify',
  vendure: 'Vendure',
  woocommerce: 'WooCommerce',
};

export function Refunds({ order }: { order: Order }) {
  const [fetched, setFetched] = useState<OrderRefunds | null>(null);
  const [asking, setAsking] = useState(false);
  const live = connection.value === 'live';
  const items = requests
    .values()
    .filter(each => each.order_id === order.id)
    .sort((a, b) => b.id - a.id);
  const known = items.map(each => `${each.id}.${each.version}`).join();

  useEffect(() => {
    let stopped = false;
    fetchRefunds(order.id).then(
      found => stopped || setFetched(found),
      () => {}, // the line is down; back on it, it is asked again
    );
    return () => {
      stopped = true;
    };
    // How much is left, and troubles in words, are the server's to say.
  }, [order.id, order.paid, order.refunded, known, live]);

  if (!wordsReady() || !fetched) return null;
  const may = leads() && fetched.hindrance === null && fetched.refundable > 0;
  const why = leads() && order.paid > 0 && fetched.refundable > 0 ? fetched.hindrance?.text : '';
  if (!items.length && !may && !why && !asking) return null;
  return (
    <section class="refunds" aria-label={say('refunds')}>
      {items.length > 0 && (
        <ul>
          {items.map(each => (
            <Request key={each.id} request={each} />
          ))}
        </ul>
      )}
      {may && (
        <Button icon={UndoIcon} aria-haspopup="dialog" onClick={() => setAsking(true)}>
          {say('ask')}
        </Button>
      )}
      {why && <p class="refund-why">{why}</p>}
      {asking && (
        <Asking
          order={order}
          refunds={fetched}
          platform={PLATFORMS[fetched.kind] ?? fetched.kind}
          onClose={() => setAsking(false)}
        />
      )}
    </section>
  );
}

function Request({ request }: { request: RefundRequest }) {
  const Mark = MARKS[request.state];
  const at = request.ended_at ?? request.asked_at;
  const by = people.get(request.asked_by)?.name;
  return (
    <li class={`refund is-${request.state}`}>
      <Mark size={14} />
      <div>
        <p class="refund-what">
          <b>{money(request.amount, request.currency, locale.value)}</b>
          <span>{say(`state.${request.state}`)}</span>
          <time dateTime={at} title={times(zone()).full(at)}>
            {times(zone()).brief(at, now.value)}
          </time>
        </p>
        {(request.reason || by) && (
          <p class="refund-detail">
            <bdi>{[request.reason, by].filter(Boolean).join(' · ')}</bdi>
          </p>
        )}
        {request.trouble?.text && (
          <p class="refund-trouble">
            {request.trouble.text} {request.state === 'asked' && say('again')}
          </p>
        )}
        {request.state === 'asked' && leads() && (
          <button type="button" class="link-button" onClick={() => void withdraw(request)}>
            {say('withdraw')}
          </button>
        )}
      </div>
    </li>
  );
}
