// One order: folded, what it is and where it stands; open, its stations, parcels, flag and note.

import { Button } from '@shared/components/button';
import { AlertIcon, BoxIcon, CardIcon, DownIcon, SendIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import { type JourneyWords, money, type Order } from '@shared/orders';
import { useId, useRef, useState } from 'preact/hooks';
import { openId } from '../state/live';
import { http, zone } from '../state/session';
import { locale, times } from '../state/texts';
import { Line, Stations } from './drawn';
import { FlagMark, FlagPicker, FlagWords } from './flags';
import { stopsOf } from './line';
import { Links } from './links';
import { Note } from './note';
import { ParcelCard } from './parcel';
import { LinePicture } from './photos';
import { Refunds } from './refunds/refunds';
import { type CardKind, parcelsOf, sendCard } from './state';
import { say } from './texts';

/** States in which the customer is asked for money. */
const OWING = ['quote', 'placed', 'won', 'international_payment'];

export function OrderCard({ order, words }: { order: Order; words: JourneyWords }) {
  const [open, setOpen] = useState(false);
  const body = useId();
  const state = (order.via_warehouse ? words.via_warehouse : words.direct)[order.state];
  const parcels = parcelsOf(order);
  const silent = parcels.some(parcel => parcel.silent_since);
  const stops = stopsOf(order, parcels, words);
  const talk = openId.value;
  const first = order.lines[0];
  const rest = order.lines.length - 1;
  return (
    <li class={`order${open ? ' is-open' : ''}`}>
      <button
        type="button"
        class="order-head"
        aria-expanded={open}
        aria-controls={body}
        onClick={() => setOpen(!open)}
      >
        <Picture order={order} />
        <span class="order-what">
          <span class="order-title">
            {order.flag && <FlagMark flag={order.flag} label={order.flag_label} />}
            <bdi>{first?.title || order.number}</bdi>
            {rest > 0 && <small>{say('andMore', { count: rest })}</small>}
          </span>
          <span class="order-sum">
            <span>{money(order.total, order.currency, locale.value)}</span>
            <time dateTime={order.placed_at}>
              {times(zone()).brief(order.placed_at, Date.now())}
            </time>
          </span>
          <span class={`order-state${silent ? ' is-silent' : ''}`}>
            {silent && <AlertIcon size={12} />}
            {state?.name ?? order.state}
          </span>
        </span>
        <DownIcon size={14} />
      </button>
      <Line stops={stops} />
      {open && (
        <div id={body} class="order-body">
          <p class="order-means">
            {state?.means} {state?.next}
          </p>
          <Stations stops={stops} />
          {order.ends_at && <Fact name={say('ends')} at={order.ends_at} />}
          <dl class="facts">
            <div class="fact">
              <dt>{say('number')}</dt>
              <dd class="order-number">{order.number}</dd>
            </div>
            <div class="fact">
              <dt>{say('paid')}</dt>
              <dd>
                {money(order.paid, order.currency, locale.value)}
                {order.refunded > 0 && (
                  <small>
                    {say('refunded', {
                      amount: money(order.refunded, order.currency, locale.value),
                    })}
                  </small>
                )}
              </dd>
            </div>
            {order.lines.map((line, place) => (
              <div class="fact" key={`${place} ${line.title}`}>
                <dt>{`× ${line.quantity ?? 1}`}</dt>
                <dd>
                  <bdi>{line.title}</bdi>
                  {line.seller && <small>{line.seller}</small>}
                  {talk !== null && line.picture?.startsWith('https://') && (
                    <LinePicture talk={talk} order={order.id} line={place} />
                  )}
                </dd>
              </div>
            ))}
          </dl>
          {parcels.map(parcel => (
            <ParcelCard
              key={parcel.id}
              parcel={parcel}
              words={words}
              stored={state?.station === 'warehouse'}
              toWarehouse={order.via_warehouse && parcel.direction === 'domestic'}
            />
          ))}
          <SendMenu order={order} parcels={parcels.length} />
          <Refunds order={order} />
          <div class="order-marks">
            <FlagPicker order={order} />
            <div class="order-words">
              <FlagWords order={order} />
              <Note order={order} />
            </div>
          </div>
          <Links order={order.id} />
        </div>
      )}
    </li>
  );
}

/** Cards that may be sent into the talk that is open; the server decides whether now is the time. */
function SendMenu({ order, parcels }: { order: Order; parcels: number }) {
  const [open, setOpen] = useState(false);
  const anchor = useRef<HTMLSpanElement>(null);
  const talk = openId.value;
  if (talk === null) return null;
  const kinds: CardKind[] = ['order'];
  if (parcels) kinds.push('parcel');
  if (order.address) kinds.push('address');
  if (order.paid < order.total && OWING.includes(order.state)) kinds.push('payment');
  return (
    <span ref={anchor}>
      <Button
        icon={SendIcon}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        {say('send')}
      </Button>
      {open && (
        <Menu
          anchor={anchor.current}
          label={say('send')}
          onClose={() => setOpen(false)}
          items={kinds.map(kind => ({
            id: kind,
            label: say(`send.${kind}`),
            icon: CardIcon,
            run: () => void sendCard(talk, order.id, kind),
          }))}
        />
      )}
    </span>
  );
}

function Fact({ name, at }: { name: string; at: string }) {
  return (
    <p class="order-ends">
      {name} <time dateTime={at}>{times(zone()).moment(at)}</time>
    </p>
  );
}

/** A picture comes from our own house alone: whoever keeps another's would learn who looks. */
function Picture({ order }: { order: Order }) {
  const [missing, setMissing] = useState(false);
  const place = order.lines.findIndex(line => line.picture);
  const picture = order.lines[place]?.picture;
  if (picture && !missing) {
    const ours = picture.startsWith('/');
    return (
      <img
        class="order-picture"
        src={ours ? picture : http.url(`/orders/${order.id}/lines/${place}/picture`)}
        alt=""
        width={40}
        height={40}
        loading="lazy"
        onError={() => setMissing(true)}
      />
    );
  }
  return (
    <span class="order-picture is-none" aria-hidden="true">
      <BoxIcon size={18} />
    </span>
  );
}
