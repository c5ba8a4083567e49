// The wallboard: who waits, who is served, and how today goes.

import { spanText } from '@shared/i18n/time';
import { useEffect } from 'preact/hooks';
import { figureText } from '../figures/format';
import { say, wordsReady } from '../figures/texts';
import { me } from '../state/session';
import { locale } from '../state/texts';
import { board, since, startBoard } from './board';
import { Beside, Tile, type Tone } from './tile';
import './wallboard.css';

const TARGET = 60_000;

export function WallboardScreen() {
  useEffect(startBoard, []);
  if (!wordsReady()) return <div class="wallboard desk-whole" />;
  return (
    <main class="wallboard desk-whole" id="main" tabIndex={-1}>
      <header class="wallboard-head">
        <h1>{say('wallboard')}</h1>
      </header>
      {me.value && <Tiles />}
    </main>
  );
}

function Tiles() {
  const shown = board.value;
  const figures = shown?.figures ?? {};
  const waited = since(shown?.waiting_since ?? null);
  const silent = since(shown?.silent_since ?? null);
  const span = (ms: number | null) => (ms === null ? say('none') : spanText(ms, locale.value));
  return (
    <div class="tiles">
      <Tile
        title={say('waiting')}
        value={figureText(shown?.waiting, 'count')}
        tone={urgency(waited)}
      >
        <p class="tile-line">
          {waited === null ? say('waiting.nobody') : say('waiting.longest', { span: span(waited) })}
        </p>
      </Tile>
      <Tile title={say('serving')} value={figureText(shown?.serving, 'count')}>
        {silent !== null && (
          <p class="tile-line">{say('serving.silence', { span: span(silent) })}</p>
        )}
      </Tile>
      <Tile title={say('customers')} value={figureText(figures.customers_offered, 'count')}>
        <Beside
          items={[
            [say('received'), figureText(figures.customers_received, 'count')],
            [say('lost'), figureText(figures.lost, 'count')],
          ]}
        />
      </Tile>
    </div>
  );
}

function urgency(waited: number | null): Tone {
  if (waited === null || waited < TARGET / 2) return 'calm';
  return waited < TARGET ? 'soon' : 'late';
}
