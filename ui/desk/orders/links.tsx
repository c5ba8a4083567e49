// The links by which a customer follows an order: how many there are, copied anew, taken back.

import { Button } from '@shared/components/button';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import type { OrderLink } from '@shared/orders';
import { EntityMap } from '@shared/store/entities';
import { useEffect, useState } from 'preact/hooks';
import { CopyField } from '../settings/parts/copy';
import { complain } from '../state/actions';
import { http, zone } from '../state/session';
import { keep, personName } from '../state/store';
import { times } from '../state/texts';
import './links.css';
import { say } from './texts';

const links = new EntityMap<OrderLink>();
keep('order_link', links);

export function Links({ order }: { order: Id }) {
  const [address, setAddress] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    http.get<OrderLink[]>(`/orders/${order}/links`).then(found => links.upsertAll(found), complain);
  }, [order]);
  const now = new Date().toISOString();
  const open = links
    .values()
    .filter(each => each.order_id === order && !each.revoked_at && each.expires_at > now)
    .sort((one, other) => other.id - one.id);
  const make = () => {
    setBusy(true);
    http
      .post<{ link: OrderLink; url: string }>(`/orders/${order}/links`, {})
      .then(({ link, url }) => {
        links.upsert(link);
        setAddress(url);
      }, complain)
      .finally(() => setBusy(false));
  };
  const revoke = (id: Id) =>
    void http.delete<OrderLink>(`/order-links/${id}`).then(link => {
      links.upsert(link);
      setAddress(null);
      toast(say('link.revoked'));
    }, complain);
  return (
    <details class="order-links">
      <summary>{say('links', { count: open.length })}</summary>
      <ul>
        {open.map(each => (
          <li key={each.id}>
            <span>
              {[
                personName(each.made_by_kind === 'person' ? each.made_by : null),
                say('link.until', { until: times(zone()).moment(each.expires_at) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </span>
            <Button onClick={() => revoke(each.id)}>{say('link.revoke')}</Button>
          </li>
        ))}
      </ul>
      {address ? (
        <CopyField label={say('link.copy')} text={address} />
      ) : (
        <Button busy={busy} onClick={make}>
          {say(open.length ? 'link.show' : 'link.make')}
        </Button>
      )}
    </details>
  );
}
