// Who is here: how they stand, and how many customers each has of how many.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { spanText } from '@shared/i18n/time';
import type { Colleague, Presence } from '../figures/contracts';
import { say } from '../figures/texts';
import { pathTo } from '../state/router';
import { people } from '../state/store';
import { locale } from '../state/texts';
import { board } from './board';
import './people.css';

const ORDER: readonly Presence[] = ['available', 'busy', 'hang_up', 'away', 'offline'];

export function Colleagues() {
  const shown = board.value;
  const here = [...(shown?.people ?? [])]
    .filter(({ presence, serving }) => presence !== 'offline' || serving > 0)
    .sort(
      (one, other) =>
        ORDER.indexOf(one.presence) - ORDER.indexOf(other.presence) || other.serving - one.serving,
    );
  return (
    <section class="panel" aria-label={say('people')}>
      <h2>{say('people')}</h2>
      {shown && here.length === 0 && <p class="panel-none">{say('people.nobody')}</p>}
      <ul class="colleagues">
        {here.map(each => (
          <li key={each.person_id}>
            <Line colleague={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ colleague }: { colleague: Colleague }) {
  const { person_id: id, presence, since, serving, capacity } = colleague;
  const name = people.get(id)?.name ?? '';
  const stood = Math.max(0, now.value - Date.parse(since));
  return (
    <a class="colleague" href={pathTo.figures({ person_id: id })}>
      <Avatar name={name} seed={id} size={22} />
      <span class="colleague-name">{name}</span>
      <span class={`presence presence-${presence}`}>
        {say(`presence.${presence}`)} <small>{spanText(stood, locale.value)}</small>
      </span>
      <span class="colleague-load" data-full={capacity && serving >= capacity ? '' : undefined}>
        {say('load.of', { count: serving, capacity })}
      </span>
    </a>
  );
}
