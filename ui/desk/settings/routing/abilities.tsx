// What each of the staff can do for customers, and where each stands now.

import { Avatar } from '@shared/components/avatar';
import type { Ability, Id, Person } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { skillName } from '../../conversation/routed';
import { PresenceDot } from '../../presence/dot';
import { standing } from '../../presence/state';
import { people } from '../../state/store';
import { inARow, language, locale, t } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { Listing } from '../parts/listing';
import { say } from '../texts';
import { AbilityDialog } from './ability';

export function Abilities() {
  const fetched = useFetched<Ability[]>('/people/abilities');
  const [opened, setOpened] = useState<Id | null>(null);
  const rows = (fetched.value ?? [])
    .flatMap(ability => {
      const person = people.get(ability.id);
      return person && !person.disabled_at ? [{ ability, person }] : [];
    })
    .sort((one, other) => one.person.name.localeCompare(other.person.name, locale.value));
  const open = rows.find(({ person }) => person.id === opened);
  return (
    <>
      <Listing
        fetched={{ ...fetched, value: fetched.value && rows }}
        empty=""
        rows={rows}
        label={say('routing.people')}
      >
        {({ ability, person }) => (
          <Row
            key={person.id}
            person={person}
            ability={ability}
            onOpen={() => setOpened(person.id)}
          />
        )}
      </Listing>
      {open && (
        <AbilityDialog
          key={open.person.id}
          person={open.person}
          ability={open.ability}
          onClose={() => setOpened(null)}
          onSaved={saved =>
            fetched.set(held => held.map(each => (each.id === saved.id ? saved : each)))
          }
        />
      )}
    </>
  );
}

interface RowProps {
  person: Person;
  ability: Ability;
  onOpen: () => void;
}

function Row({ person, ability: { capacity, languages, skills }, onOpen }: RowProps) {
  const state = standing(person.id);
  return (
    <li class="entry">
      <Avatar name={person.name} seed={person.id} size={28} />
      <div class="entry-words">
        <span class="entry-title">
          <button type="button" class="link-button" onClick={onOpen}>
            {person.name}
          </button>
        </span>
        <span class="entry-detail">
          {inARow([...languages.map(each => language(each.language)), ...skills.map(skillName)])}
        </span>
      </div>
      <span class="entry-side routing-side">
        <span>
          <PresenceDot state={state} size={10} /> {t(`presence.${state}`)}
        </span>
        <span class="entry-detail">
          {capacity ? say('ability.upTo', { count: capacity }) : say('ability.nobody')}
        </span>
      </span>
    </li>
  );
}
