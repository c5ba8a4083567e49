// Everybody who works here: what each may do and see, who was here last, who is invited.

import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { Field } from '@shared/components/field';
import { PlusIcon } from '@shared/components/icons';
import type { Id, Person, Time } from '@shared/contracts';
import { useMemo, useState } from 'preact/hooks';
import { me, zone } from '../../state/session';
import { people, shops, teams } from '../../state/store';
import { inARow, locale, times } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { Empty, Lead } from '../parts/listing';
import { say } from '../texts';
import { Invitations, useInvitations } from './invitations';
import { Invite } from './invite';
import { PersonDialog } from './person';

/** From here on a list is searched rather than read. */
const MANY = 9;

export function PeoplePage() {
  const [typed, setTyped] = useState('');
  const [opened, setOpened] = useState<Id | null>(null);
  const [inviting, setInviting] = useState(false);
  const owner = me.value?.role === 'owner';
  const invitations = useInvitations(owner);
  const fetched = useFetched<{ person_id: Id; last_seen_at: Time }[]>('/people/last-seen');
  const seen = useMemo(
    () => new Map(fetched.value?.map(each => [each.person_id, each.last_seen_at])),
    [fetched.value],
  );
  const everybody = people.values().sort(byRank);
  const words = typed.normalize('NFKC').toLowerCase().trim();
  const shown = everybody.filter(person =>
    `${person.name} ${person.email}`.normalize('NFKC').toLowerCase().includes(words),
  );
  const open = people.get(opened);

  return (
    <>
      <Lead text={say('people.text')}>
        {owner && (
          <Button tone="primary" icon={PlusIcon} onClick={() => setInviting(true)}>
            {say('people.invite')}
          </Button>
        )}
      </Lead>
      {owner && <Invitations held={invitations} />}
      {everybody.length > MANY && (
        <div class="filters">
          <Field
            label={say('people.find')}
            type="search"
            value={typed}
            onInput={event => setTyped(event.currentTarget.value)}
          />
        </div>
      )}
      <ul class="entries" aria-label={say('people')}>
        {shown.map(person => (
          <Row
            key={person.id}
            person={person}
            seenAt={seen.get(person.id)}
            onOpen={() => setOpened(person.id)}
          />
        ))}
      </ul>
      {!shown.length && <Empty title={say('people.none')} />}
      {open && <PersonDialog key={open.id} person={open} onClose={() => setOpened(null)} />}
      {inviting && (
        <Invite
          onClose={() => setInviting(false)}
          onMade={made => invitations.set(held => [made, ...without(held, made.email)])}
        />
      )}
    </>
  );
}

const without = <T extends { email: string }>(held: readonly T[], email: string) =>
  held.filter(each => each.email.toLowerCase() !== email.toLowerCase());

const RANK = { owner: 0, supervisor: 1, agent: 2 };

/** Those at work before the disabled, owners first, then by name in the reader's order. */
function byRank(one: Person, other: Person): number {
  return (
    Number(one.disabled_at !== null) - Number(other.disabled_at !== null) ||
    RANK[one.role] - RANK[other.role] ||
    one.name.localeCompare(other.name, locale.value)
  );
}

interface RowProps {
  person: Person;
  seenAt: Time | undefined;
  onOpen: () => void;
}

function Row({ person, seenAt, onOpen }: RowProps) {
  const own = person.id === me.value?.id;
  return (
    <li class={`entry${person.disabled_at ? ' is-off' : ''}`}>
      <Avatar name={person.name} seed={person.id} size={32} />
      <div class="entry-words">
        <span class="entry-title">
          <button type="button" class="link-button" onClick={onOpen}>
            {person.name}
          </button>
          <span class="mark">{say(`role.${person.role}`)}</span>
          {own && <span class="mark is-good">{say('people.you')}</span>}
          {person.disabled_at && <span class="mark is-bad">{say('people.disabled')}</span>}
        </span>
        <span class="entry-detail">{person.email}</span>
        <span class="entry-detail">{reachOf(person)}</span>
      </div>
      <span class="entry-side">
        {seenAt && times(zone()).relative(seenAt, Date.now())}
        {person.two_factor && (
          <span class="entry-detail entry-two-factor">{say('twoFactor.short')}</span>
        )}
      </span>
    </li>
  );
}

/** Shops and teams in one line. */
export function reachOf(
  reach: Pick<Person, 'all_shops' | 'shop_ids'> & { team_ids?: readonly Id[] },
): string {
  const names = (ids: readonly Id[], map: { get(id: Id): { name: string } | undefined }) =>
    ids.map(id => map.get(id)?.name).filter(name => name !== undefined);
  const inShops = reach.all_shops ? [say('reach.allShops')] : names(reach.shop_ids, shops);
  const inTeams = names(reach.team_ids ?? [], teams);
  const parts = [
    inShops.length ? inARow(inShops) : say('reach.none'),
    ...(inTeams.length ? [inARow(inTeams)] : []),
  ];
  return parts.join(' · ');
}
