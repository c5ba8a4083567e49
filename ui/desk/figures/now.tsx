// One person as they stand right now, above their figures of a period.

import { now } from '@shared/clock';
import type { Id } from '@shared/contracts';
import { spanText } from '@shared/i18n/time';
import { useEffect } from 'preact/hooks';
import { locale } from '../state/texts';
import { board, since, startBoard, wanted } from '../wallboard/board';
import { figureText } from './format';
import './now.css';
import './presence.css';
import { say } from './texts';

export function Now({ personId }: { personId: Id }) {
  useEffect(() => {
    wanted.value = { person_id: personId };
    return startBoard();
  }, [personId]);
  const shown = board.value;
  const person = shown?.people.find(each => each.person_id === personId);
  const waited = since(shown?.waiting_since ?? null);
  const silent = since(shown?.silent_since ?? null);
  const span = (ms: number | null) => (ms === null ? say('none') : spanText(ms, locale.value));
  const items: [string, string][] = [
    [say('waiting'), figureText(shown?.waiting, 'count')],
    [say('waiting.wait'), span(waited)],
    [
      say('load'),
      person ? say('load.of', { count: person.serving, capacity: person.capacity }) : say('none'),
    ],
    [say('serving.silent'), span(silent)],
    [say('received'), figureText(shown?.figures.customers_received, 'count')],
    [say('first'), figureText(shown?.figures.first_response_median, 'seconds')],
    [say('three'), figureText(shown?.figures.three_minute_rate, 'share')],
  ];
  return (
    <section class="now" aria-label={say('live.now')} aria-busy={shown === null}>
      <h2>
        {say('live.now')}
        {person && (
          <span class={`presence presence-${person.presence}`}>
            {say(`presence.${person.presence}`)}{' '}
            <small>{span(Math.max(0, now.value - Date.parse(person.since)))}</small>
          </span>
        )}
      </h2>
      <dl>
        {items.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
