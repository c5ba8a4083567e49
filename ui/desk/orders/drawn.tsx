// An order's way as a line: a tick for what is done, a ring for now, a dot for what is to come.

import { now } from '@shared/clock';
import { CheckIcon, CloseIcon } from '@shared/components/icons';
import { zone } from '../state/session';
import { times } from '../state/texts';
import type { Stop } from './line';
import { say } from './texts';

export function Line({ stops }: { stops: readonly Stop[] }) {
  return (
    <ol class="order-line">
      {stops.map(stop => (
        <li key={stop.name} class={`is-${stop.standing}`} title={stop.name}>
          <Mark standing={stop.standing} />
          <span class="visually-hidden">
            {say(`standing.${stop.standing}`, { name: stop.name })}
          </span>
        </li>
      ))}
    </ol>
  );
}

/** The same with names and days, for somebody who looks closely. */
export function Stations({ stops }: { stops: readonly Stop[] }) {
  return (
    <ol class="order-stations" aria-label={say('journey')}>
      {stops.map(stop => (
        <li
          key={stop.name}
          class={`is-${stop.standing}`}
          aria-current={stop.standing === 'now' ? 'step' : undefined}
        >
          <Mark standing={stop.standing} />
          <span>{stop.name}</span>
          {stop.at && (
            <time dateTime={stop.at} title={times(zone()).full(stop.at)}>
              {times(zone()).brief(stop.at, now.value)}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}

function Mark({ standing }: { standing: Stop['standing'] }) {
  return (
    <i aria-hidden="true">
      {standing === 'done' && <CheckIcon size={10} />}
      {standing === 'ended' && <CloseIcon size={10} />}
    </i>
  );
}
