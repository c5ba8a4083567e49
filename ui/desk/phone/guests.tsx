// Colleagues on a call: whom one can ask, who was asked, who is there.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, HandOverIcon } from '@shared/components/icons';
import type { MenuItem } from '@shared/components/menu';
import { me } from '../state/session';
import { people, presences, teams } from '../state/store';
import { askIn, handOver, passOn, type Recipient, sendAway } from './acts';
import { calls } from './calls';
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

interface Target {
  id: string;
  name: string;
  to: Recipient;
}

/** Colleagues who are there and see the shop, then the teams. */
export const targetsOf = (call: Call): MenuItem[] =>
  targets(there(call)).map(({ id, name, to }) => ({
    id: `hand ${id}`,
    label: name,
    run: () => void handOver(call, to),
  }));

/** Colleagues and teams who can be asked: first in private, then into the talk. */
export function askedOf(call: Call): MenuItem[] {
  const known = new Set(call.guests.map(guest => guest.person_id));
  const offered = targets(there(call).filter(person => !known.has(person.id)));
  return (['ask', 'bring'] as const).flatMap(how =>
    offered.map(({ id, name, to }) => ({
      id: `${how} ${id}`,
      label: say(how, { name }),
      run: () => void askIn(call, to, how === 'ask'),
    })),
  );
}

const targets = (free: ReturnType<typeof there>): Target[] => [
  ...free.map(({ id, name }) => ({ id: `person ${id}`, name, to: { person_id: id } })),
  ...teams.values().map(({ id, name }) => ({
    id: `team ${id}`,
    name: say('team', { name }),
    to: { team_id: id },
  })),
];

/** Who could hear the caller: they are there, see the shop, and have no other call. */
function there(call: Call) {
  const others = calls.values().filter(each => !each.ended_at && each.id !== call.id);
  const speaking = new Set(others.map(each => each.person_id));
  return people
    .values()
    .filter(
      person =>
        person.id !== me.value?.id &&
        !person.disabled_at &&
        !speaking.has(person.id) &&
        (person.all_shops || person.shop_ids.includes(call.shop_id)) &&
        ['available', 'busy'].includes(presences.get(person.id)?.state ?? ''),
    );
}

export const nameOf = (id: number): string => people.get(id)?.name ?? '…';
