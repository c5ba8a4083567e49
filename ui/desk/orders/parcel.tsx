// One parcel of an order: who carries it, what was heard of it last, and whether it has gone silent.

import { now } from '@shared/clock';
import { AlertIcon, BoxIcon } from '@shared/components/icons';
import { type JourneyWords, money, type Parcel, type Storage } from '@shared/orders';
import { zone } from '../state/session';
import { locale, times } from '../state/texts';
import { Movements } from './movements';
import './parcel.css';
import { standing } from './storage';
import { say } from './texts';

const DAY = 86_400_000;

/** `japan_post` is 日本郵便 to some; a carrier unknown to us is called by its code, made fair. */
export function carrierName(carrier: string, names: JourneyWords['carriers'] = {}): string {
  const code = carrier.replaceAll(/[- ]/g, '_');
  const fair = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const shown = code.length < 4 ? code.toUpperCase() : code.split('_').map(fair).join(' ');
  return names[code || 'other'] ?? shown;
}

interface Props {
  parcel: Parcel;
  words: JourneyWords;
  /** Whether it lies in a warehouse now: only then its storage concerns anybody. */
  stored: boolean;
  /** Whether its carrier brings it to a warehouse: then delivered is not yet delivered. */
  toWarehouse: boolean;
}

/** What a status is called, of a parcel on its way to a warehouse or to the customer. */
function statusName(
  { status, detail }: { status: string; detail: string },
  words: JourneyWords,
  toWarehouse: boolean,
): string {
  const arrived = toWarehouse && status === 'Delivered' && words.via_warehouse.intake?.name;
  return arrived || (words.tracking[detail || status] ?? status);
}

export function ParcelCard({ parcel, words, stored, toWarehouse }: Props) {
  const status = statusName(parcel, words, toWarehouse);
  const said = [parcel.text, parcel.place].filter(Boolean).join(' · ');
  return (
    <div class={`parcel${parcel.silent_since ? ' is-silent' : ''}`}>
      <p class="parcel-number">
        <b>{carrierName(parcel.carrier, words.carriers)}</b> <bdi>{parcel.number}</bdi>
      </p>
      <p class="parcel-last">
        <span>{status}</span>
        {said && <bdi>{said}</bdi>}
        {parcel.moved_at && (
          <time dateTime={parcel.moved_at} title={times(zone()).full(parcel.moved_at)}>
            {times(zone()).brief(parcel.moved_at, now.value)}
          </time>
        )}
      </p>
      {parcel.expected_at && parcel.status !== 'Delivered' && (
        <p class="parcel-last">
          <span>
            {say('expected', { day: times(zone()).brief(parcel.expected_at, now.value) })}
          </span>
        </p>
      )}
      {parcel.silent_since && (
        <p class="parcel-silent">
          <AlertIcon size={14} />
          <Silence parcel={parcel} />
        </p>
      )}
      {stored && parcel.storage && <Stored storage={parcel.storage} />}
      {parcel.moved_at && (
        <Movements parcel={parcel} name={each => statusName(each, words, toWarehouse)} />
      )}
    </div>
  );
}

/** Days of storage from which the customer should be told of the end. */
const SOON = 7;

function Stored({ storage }: { storage: Storage }) {
  const { freeDays, daysLeft, owed } = standing(storage, now.value);
  const cash = (amount: number) => money(amount, storage.currency ?? '', locale.value);
  const day = (at: string | undefined) => (at ? times(zone()).brief(at, now.value) : '');
  const left = (count: number) => days(count * DAY);
  const said: string[] = [];
  if (freeDays) {
    said.push(say('storage.free', { day: day(storage.free_until), left: left(freeDays) }));
    if (storage.fee) said.push(say('storage.then', { fee: cash(storage.fee) }));
  } else if (storage.fee) {
    const fee = cash(storage.fee);
    said.push(say('storage.charged', { fee, day: day(storage.free_until), owed: cash(owed) }));
  }
  if (daysLeft) said.push(say('storage.ends', { day: day(storage.ends_at), left: left(daysLeft) }));
  if (daysLeft === 0) said.push(say('storage.over', { day: day(storage.ends_at) }));
  if (!said.length) return null;
  const urgent = owed > 0 || (daysLeft ?? freeDays ?? SOON) < SOON;
  return (
    <p class={`parcel-storage${urgent ? ' is-urgent' : ''}`}>
      <BoxIcon size={14} />
      <span>
        {said.map(line => (
          <span key={line}>{line}</span>
        ))}
      </span>
    </p>
  );
}

/** For how long nothing has moved, and what is usual there. */
export function Silence({ parcel }: { parcel: Parcel }) {
  const since = parcel.moved_at ?? parcel.silent_since ?? '';
  return (
    <>
      {say('silent', {
        span: days(now.value - Date.parse(since)),
        usual: days((parcel.usual_s ?? 0) * 1000),
      })}
    </>
  );
}

function days(ms: number): string {
  const value = Math.max(1, Math.round(ms / DAY));
  return new Intl.NumberFormat(locale.value, {
    style: 'unit',
    unit: 'day',
    unitDisplay: 'long',
  }).format(value);
}
