// Everything a carrier has said of a parcel, the latest first: asked for when somebody looks.

import { now } from '@shared/clock';
import type { Time } from '@shared/contracts';
import type { Parcel } from '@shared/orders';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { http, zone } from '../state/session';
import { times } from '../state/texts';
import { say } from './texts';

interface Movement {
  id: number;
  at: Time;
  status: string;
  detail: string;
  place: string;
  text: string;
}

interface Props {
  parcel: Parcel;
  name: (movement: Movement) => string;
}

export function Movements({ parcel, name }: Props) {
  const [open, setOpen] = useState(false);
  const [moves, setMoves] = useState<readonly Movement[] | null>(null);
  useEffect(() => {
    if (!open) return;
    let stale = false;
    http.get<{ movements: Movement[] }>(`/parcels/${parcel.id}`).then(
      found => stale || setMoves(found.movements),
      error => {
        if (stale) return;
        setOpen(false);
        complain(error);
      },
    );
    return () => {
      stale = true;
    };
    // A movement raises the parcel's version.
  }, [open, parcel.id, parcel.version]);
  return (
    <details
      class="parcel-moves"
      open={open}
      onToggle={event => setOpen(event.currentTarget.open)}
      aria-busy={open && moves === null}
    >
      <summary>{say('moves')}</summary>
      {moves && (
        <ol>
          {moves.map(each => (
            <li key={each.id}>
              <time dateTime={each.at} title={times(zone()).full(each.at)}>
                {times(zone()).brief(each.at, now.value)}
              </time>
              <span>
                <b>{name(each)}</b> <bdi>{[each.text, each.place].filter(Boolean).join(' · ')}</bdi>
              </span>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
