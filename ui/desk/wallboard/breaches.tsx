// The deadlines that have passed today, the latest first, as it happens.

import { AlertIcon } from '@shared/components/icons';
import { figureText } from '../figures/format';
import { hasWords, say } from '../figures/texts';
import { pathTo } from '../state/router';
import { zone } from '../state/session';
import { people } from '../state/store';
import { times } from '../state/texts';
import { board } from './board';
import './people.css';

const SHOWN = 6;

export function Breaches() {
  const shown = board.value;
  const found = shown?.breaches ?? [];
  return (
    <section class="panel" aria-label={say('breaches')}>
      <h2>
        {say('breaches')} <b>{figureText(shown?.figures.breaches, 'count')}</b>
      </h2>
      {shown && found.length === 0 && <p class="panel-none">{say('breaches.none')}</p>}
      <ul class="breaches" aria-live="polite">
        {found.slice(0, SHOWN).map(each => (
          <li key={`${each.conversation_id} ${each.at} ${each.subject}`}>
            <a href={pathTo.conversation(each.conversation_id)}>
              <AlertIcon size={13} />
              <span>{subject(each.subject)}</span>
              <span class="breach-who">{people.get(each.person_id)?.name}</span>
              <time dateTime={each.at}>{times(zone()).time(each.at)}</time>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function subject(name: string): string {
  const key = `subject.${name}`;
  return hasWords(key) ? say(key) : say('subject.other');
}
