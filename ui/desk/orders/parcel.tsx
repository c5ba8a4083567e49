// One parcel of an order: who carries it, what was heard of it last, and whether it has gone silent.

import { now } from '@shared/clock';
import { AlertIcon } from '@shared/components/icons';
import type { JourneyWords, Parcel } from '@shared/orders';
import { zone } from '../state/session';
import { locale, times } from '../state/texts';
import { say } from './texts';

const DAY = 86_400_000;

/** `japan_post` is 日本郵便 to some; a carrier unknown to us is called by its code, made fair. */
export function carrierName(carrier: string, names: JourneyWords['carriers'] = {}): string {
  const code = carrier.replaceAll(/[- ]/g, '_');
  const fair = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
  const shown = code.length < 4 ? code.toUpperCase() : code.split('_').map(fair).join(' ');
  return names[code || 'other'] ?? shown;
}

export function ParcelCard({ parcel, words }: { parcel: Parcel; words: JourneyWords }) {
  const status = words.tracking[parcel.detail || parcel.status] ?? parcel.status;
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
      {parcel.silent_since && (
        <p class="parcel-silent">
          <AlertIcon size={14} />
          <Silence parcel={parcel} />
        </p>
      )}
    </div>
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
