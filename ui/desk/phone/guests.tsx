// Colleagues on a call: whom one can ask, who was asked, who is there.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, HandOverIcon } from '@shared/components/icons';
import type { MenuItem } from '@shared/components/menu';
import { me } from '../state/session';
import { people, presences, teams } from '../state/store';
import { askIn, handOver, passOn, sendAway } from './acts';
import type { Call } from './contracts';
import { say } from './texts';

/** Who is on the call besides oneself, and who has been asked. */
export function Guests({ call, mine }: { call: Call; mine: boolean }) {
  const others = call.guests.filter(guest => guest.person_id !== me.value?.id);
  const host = call.person_id !== me.value?.id ? nameOf(call.person_id ?? 0) : null;
  if (!others.length && !host) return null;
  return (
    <ul class="phone-guests" aria-label={say('guests')}>
      {host && <li>{host}</li>}
      {others.map(({ person_id, entered_at }) => (
        <li key={person_id}>
          <span>
            {nameOf(person_id)}
            {!entered_at && <small>{say('guests.asked')}</small>}
          </span>
          {mine && entered_at && (
            <Button tone="quiet" icon={HandOverIcon} onClick={() => void passOn(call, person_id)}>
              {say('guests.passOn')}
            </Button>
          )}
          {mine && (
            <IconButton
              icon={CloseIcon}
              label={say('guests.sendAway', { name: nameOf(person_id) })}
              onClick={() => void sendAway(call, person_id)}
            />
          )}
        </li>
      ))}
    </ul>
  );
}

/** Colleagues who are there and see the shop, then the teams. */
export function targetsOf(call: Call): MenuItem[] {
  return [
    ...there(call).map(person => ({
      id: `person ${person.id}`,
      label: person.name,
      run: () => void handOver(call, { person_id: person.id }),
    })),
    ...teams.values().map(team => ({
      id: `team ${team.id}`,
      label: say('team', { name: team.name }),
      run: () => void handOver(call, { team_id: team.id }),
    })),
  ];
}

/** Colleagues who can be asked: first in private, then into the talk. */
export function askedOf(call: Call): MenuItem[] {
  const known = new Set(call.guests.map(guest => guest.person_id));
  const free = there(call).filter(person => !known.has(person.id));
  return [
    ...free.map(person => ({
      id: `ask ${person.id}`,
      label: say('ask', { name: person.name }),
      run: () => void askIn(call, person.id, true),
    })),
    ...free.map(person => ({
      id: `bring ${person.id}`,
      label: say('bring', { name: person.name }),
      run: () => void askIn(call, person.id, false),
    })),
  ];
}

function there(call: Call) {
  return people
    .values()
    .filter(
      person =>
        person.id !== me.value?.id &&
        !person.disabled_at &&
        (person.all_shops || person.shop_ids.includes(call.shop_id)) &&
        ['available', 'busy'].includes(presences.get(person.id)?.state ?? ''),
    );
}

export const nameOf = (id: number): string => people.get(id)?.name ?? '…';
