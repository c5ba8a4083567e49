// The telephone on the board: who waits, at whose desk it rings, who talks; and how today goes.

import { now } from '@shared/clock';
import { useFocusKept } from '@shared/components/focus';
import { PhoneIcon } from '@shared/components/icons';
import { spanText } from '@shared/i18n/time';
import { useRef } from 'preact/hooks';
import { formulaOf } from '../figures/definitions';
import { figureText } from '../figures/format';
import { say } from '../figures/texts';
import { lazily } from '../lazily';
import { caller, calls, hasPhone, lines } from '../phone/calls';
import type { Call } from '../phone/contracts';
import { pathTo } from '../state/router';
import { people, shops } from '../state/store';
import { inARow, locale } from '../state/texts';
import { board, wanted } from './board';
import './calls.css';
import { Beside } from './tile';

const Supervising = lazily(() => import('../phone/supervising').then(found => found.Supervising));

const TALKS = new Set(['connecting', 'talking', 'held', 'dialling']);

/** The calls that go on where the board looks: who waits first, the longest first of all. */
function liveCalls(): Call[] {
  const { shop_id, channel, language, team_id, person_id, country } = wanted.value;
  if (channel !== undefined && channel !== 'phone') return [];
  return calls
    .values()
    .filter(
      call =>
        !call.ended_at &&
        (shop_id === undefined || call.shop_id === shop_id) &&
        (language === undefined || call.language === language) &&
        (team_id === undefined || call.team_id === team_id) &&
        (person_id === undefined || call.person_id === person_id) &&
        (country === undefined || lines.get(call.line_id)?.country === country),
    )
    .sort(
      (one, other) =>
        Number(TALKS.has(one.phase)) - Number(TALKS.has(other.phase)) || one.id - other.id,
    );
}

export function CallsNow({ onOpen }: { onOpen?: (name: string) => void }) {
  const list = useRef<HTMLUListElement>(null);
  useFocusKept(list);
  if (!hasPhone.value) return null;
  const live = liveCalls();
  const waiting = live.filter(call => call.phase === 'waiting');
  const longest = Math.max(0, ...waiting.map(call => waitOf(call)));
  const of = board.value?.figures ?? {};
  const figure = (title: string, name: string, unit: 'share' | 'count' | 'seconds') =>
    [title, figureText(of[name], unit), onOpen && (() => onOpen(name))] as const;
  return (
    <section class="panel calls-now" aria-label={say('calls')}>
      <h2>{say('calls')}</h2>
      <div class="calls-figures">
        <p class="calls-waiting" data-some={waiting.length ? '' : undefined}>
          <b>{waiting.length.toLocaleString(locale.value)}</b> {say('calls.waiting')}
          <small>
            {waiting.length
              ? say('calls.longest', { span: spanText(longest, locale.value) })
              : say('calls.nobody')}
          </small>
        </p>
        <p class="calls-talking">
          <b>{live.filter(call => TALKS.has(call.phase)).length.toLocaleString(locale.value)}</b>{' '}
          {say('calls.talking')}
        </p>
        <p class="calls-three" title={formulaOf('calls_within_rings')}>
          <b>{figureText(of.calls_within_rings, 'share')}</b> {say('calls.three')}
        </p>
        <Beside
          items={[
            figure(say('calls.abandoned'), 'calls_abandoned', 'count'),
            figure(say('calls.callbacks'), 'callbacks_kept_share', 'share'),
          ]}
        />
      </div>
      {live.length === 0 && <p class="panel-none">{say('calls.none')}</p>}
      <ul class="calls-live" ref={list}>
        {live.map(call => (
          <li key={call.id} data-row={call.id} data-phase={call.phase}>
            <Line call={call} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Line({ call }: { call: Call }) {
  const customer = caller(call);
  const talks = TALKS.has(call.phase);
  return (
    <>
      <PhoneIcon size={14} />
      <a href={pathTo.conversation(call.conversation_id)}>
        <bdi>{customer?.name || call.number || '…'}</bdi>
      </a>
      <span class="calls-place">{shops.get(call.shop_id)?.name}</span>
      <span class="calls-who">
        {talks
          ? people.get(call.person_id)?.name
          : call.phase === 'waiting' && ringsAt(call.ringing)}
      </span>
      <time>
        {spanText(talks ? since(call.talked_at ?? call.taken_at) : waitOf(call), locale.value)}
      </time>
      <Supervising call={call} />
    </>
  );
}

const ringsAt = (ringing: readonly number[]): string =>
  ringing.length
    ? say('calls.ringing', { names: inARow(ringing.map(id => people.get(id)?.name ?? '…')) })
    : say('calls.rings.nowhere');

const since = (at: string | null): number =>
  at === null ? 0 : Math.max(0, now.value - Date.parse(at));
const waitOf = (call: Call): number => since(call.queued_at ?? call.came_at);
