// The tiles: each a figure in large type, with what belongs beside it.

import { spanText } from '@shared/i18n/time';
import type { OwnTarget } from '../figures/contracts';
import { formulaOf, titleOf } from '../figures/definitions';
import { figureText, slotTime, targetText } from '../figures/format';
import { targetsText } from '../figures/targets';
import { say } from '../figures/texts';
import { locale } from '../state/texts';
import { board, since } from './board';
import { Beside, Tile, type Tone } from './tile';

/** Below this share of answers in time a tile warns, below the second it alarms. */
const GOOD = 0.9;
const POOR = 0.7;

export function Tiles({ onOpen }: { onOpen?: (name: string) => void }) {
  const shown = board.value;
  const of = shown?.figures ?? {};
  const before = shown?.last_week.figures ?? {};
  const waited = since(shown?.waiting_since ?? null);
  const silent = since(shown?.silent_since ?? null);
  const online = shown?.people.filter(({ presence }) => presence !== 'offline') ?? [];
  const capacity = online.reduce((sum, person) => sum + person.capacity, 0);
  const load = online.reduce((sum, person) => sum + person.serving, 0);
  const first = shown ? shown.targets.first_response_s * 1000 : Number.POSITIVE_INFINITY;
  const count = (name: string) => figureText(of[name], 'count');
  const share = (name: string) => figureText(of[name], 'share');
  const wait = (name: string) => figureText(of[name], 'seconds');
  const opens = (name: string) => (onOpen ? () => onOpen(name) : undefined);
  const week = (name: string, unit: 'count' | 'share') =>
    shown && before[name] !== null && before[name] !== undefined
      ? say('lastweek', {
          time: slotTime(shown.last_week.until),
          value: figureText(before[name], unit),
        })
      : '';
  return (
    <div class="tiles">
      <Tile
        title={say('waiting')}
        formula={formulaOf('waiting_now')}
        value={figureText(shown?.waiting, 'count')}
        tone={urgency(waited, first)}
        lead
      >
        <p class="tile-line">
          {waited === null
            ? say('waiting.nobody')
            : say('waiting.longest', { span: spanText(waited, locale.value) })}
        </p>
      </Tile>
      <Tile title={say('serving')} value={figureText(shown?.serving, 'count')} lead>
        <p class="tile-line">
          {silent === null ? '' : say('serving.silence', { span: spanText(silent, locale.value) })}
        </p>
      </Tile>
      <Tile
        title={say('load')}
        formula={formulaOf('concurrency')}
        value={capacity ? figureText(load / capacity, 'share') : say('none')}
        tone={capacity && load >= capacity ? 'late' : 'calm'}
        lead
      >
        <Meter share={capacity ? load / capacity : 0} />
        <p class="tile-line">
          {shown &&
            (capacity || load ? say('load.of', { count: load, capacity }) : say('load.nobody'))}
        </p>
      </Tile>
      <Tile
        title={say('customers')}
        formula={formulaOf('customers_offered')}
        value={count('customers_offered')}
        onOpen={opens('customers_offered')}
        lead
      >
        <Beside
          items={[
            [say('received'), count('customers_received'), opens('customers_received')],
            [say('lost'), count('lost'), opens('lost')],
            [say('abandonment'), share('abandonment'), opens('abandonment')],
          ]}
        />
        <p class="tile-week">{week('customers_offered', 'count')}</p>
      </Tile>
      <Tile
        title={say('first')}
        formula={formulaOf('first_response_within')}
        value={share('first_response_within')}
        tone={standing(of.first_response_within)}
        note={
          shown ? targetNote(shown.targets.first_response_s, shown.targets.first_response_own) : ''
        }
        onOpen={opens('first_response_within')}
      >
        <Beside
          items={[
            [say('median'), wait('first_response_median')],
            [say('p90'), wait('first_response_p90')],
          ]}
        />
        <p class="tile-week">{week('first_response_within', 'share')}</p>
      </Tile>
      <Tile
        title={say('rounds')}
        formula={formulaOf('response_median')}
        value={wait('response_median')}
        note={say('median')}
        onOpen={opens('rounds')}
      >
        <Beside
          items={[
            [say('p90'), wait('response_p90')],
            [
              shown?.targets.response_own.length
                ? titleOf('response_within')
                : say('within', { target: targetText(shown?.targets.response_s ?? 0) }),
              share('response_within'),
              opens('response_within'),
            ],
            [say('rounds.count'), count('rounds')],
          ]}
        />
      </Tile>
      <Tile
        title={say('three')}
        formula={formulaOf('three_minute_rate')}
        value={share('three_minute_rate')}
        tone={standing(of.three_minute_rate)}
        note={say('three.text')}
        onOpen={opens('three_minute_rate')}
      >
        <p class="tile-week">{week('three_minute_rate', 'share')}</p>
      </Tile>
      <Tile
        title={say('satisfaction')}
        formula={formulaOf('satisfaction')}
        value={share('satisfaction')}
        note={say('satisfaction.returned', { share: share('satisfaction_returned') })}
        onOpen={opens('satisfaction')}
      >
        <p class="tile-week">{week('satisfaction', 'share')}</p>
      </Tile>
      <Tile
        title={say('promises')}
        formula={formulaOf('promises_due')}
        value={count('promises_due')}
        note={say('promises.due')}
        tone={of.promises_broken ? 'late' : 'calm'}
        onOpen={opens('promises_due')}
      >
        <Beside
          items={[
            [say('promises.kept'), count('promises_kept'), opens('promises_kept')],
            [say('promises.broken'), count('promises_broken'), opens('promises_broken')],
          ]}
        />
      </Tile>
    </div>
  );
}

function Meter({ share }: { share: number }) {
  return (
    <div class="tile-meter" aria-hidden="true">
      <span style={{ width: `${Math.min(share, 1) * 100}%` }} />
    </div>
  );
}

function urgency(waited: number | null, target: number): Tone {
  if (waited === null || waited < target / 2) return 'calm';
  return waited < target ? 'soon' : 'late';
}

function standing(share: number | null | undefined): Tone {
  if (share === null || share === undefined || share >= GOOD) return 'calm';
  return share >= POOR ? 'soon' : 'late';
}

/** What a share within target is measured by; several where some have one of their own. */
const targetNote = (seconds: number, own: readonly OwnTarget[]): string =>
  own.length
    ? say('targets', { targets: targetsText(seconds, own) })
    : say('within', { target: targetText(seconds) });
