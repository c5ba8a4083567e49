// The wallboard: who waits, who is served, how today goes. On a wall monitor it is all there is.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon } from '@shared/components/icons';
import { useEffect, useState } from 'preact/hooks';
import { BackToInbox } from '../figures/back';
import { type Asked, BehindDialog } from '../figures/behind';
import { wantDefinitions } from '../figures/definitions';
import { FilterBar, readFilter } from '../figures/filter';
import { say, wordsReady } from '../figures/texts';
import { go, pathTo, route } from '../state/router';
import { me } from '../state/session';
import { times } from '../state/texts';
import { Arrivals } from './arrivals';
import { board, startBoard, wanted } from './board';
import { Breaches } from './breaches';
import { CallsNow } from './calls';
import { Colleagues } from './colleagues';
import { Tiles } from './tiles';
import { keepAwake } from './wall';
import '../figures/frame.css';
import '../figures/presence.css';
import './people.css';
import './wall.css';
import './wallboard.css';

export function WallboardScreen() {
  const mine = me.value?.role === 'agent';
  useEffect(() => {
    wantDefinitions();
    if (mine) go(pathTo.figures(), { replace: true });
    else wanted.value = readFilter(new URLSearchParams(location.search));
    return mine ? undefined : startBoard();
  }, [mine]);
  const [asked, setAsked] = useState<Asked | null>(null);
  const full = route.value.name === 'wallboard' && route.value.full;
  if (!wordsReady() || mine) return <div class="wallboard desk-whole" />;
  const shown = board.value;
  const open = (name: string) => {
    if (!shown || full) return;
    setAsked({ name, first: shown.day, last: shown.day, filter: wanted.peek() });
  };
  return (
    <main
      class={`wallboard desk-whole ${full ? 'wallboard-full' : ''}`}
      id="main"
      tabIndex={-1}
      aria-busy={shown === null}
    >
      {full ? <Wall /> : <Head />}
      <Tiles onOpen={full ? undefined : open} />
      <CallsNow onOpen={full ? undefined : open} />
      <div class="wallboard-more">
        <Arrivals />
        <Breaches />
        <Colleagues />
      </div>
      {asked && <BehindDialog asked={asked} onClose={() => setAsked(null)} />}
    </main>
  );
}

function Head() {
  const shown = board.value;
  return (
    <header class="wallboard-head">
      <BackToInbox />
      <h1>{say('wallboard')}</h1>
      {shown && (
        <p class="wallboard-day">
          {times(shown.zone).day(shown.at, Date.parse(shown.at))} · {shown.zone}
        </p>
      )}
      <FilterBar
        filter={wanted.value}
        onChange={filter => {
          wanted.value = filter;
          go(pathTo.wallboard(false, { ...filter }), { replace: true });
        }}
      />
      <Button
        onClick={() => {
          void document.documentElement.requestFullscreen?.().catch(() => {});
          go(pathTo.wallboard(true, { ...wanted.peek() }));
        }}
      >
        {say('full')}
      </Button>
    </header>
  );
}

const SHOWN = 3000;

/** Full screen on a wall monitor: awake, without controls until somebody moves the pointer. */
function Wall() {
  const [near, setNear] = useState(false);
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    go(pathTo.wallboard(false, { ...wanted.peek() }));
  };
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const come = () => {
      setNear(true);
      clearTimeout(timer);
      timer = setTimeout(() => setNear(false), SHOWN);
    };
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') leave();
      else come();
    };
    // The browser's own Esc leaves its full screen without telling the page of the key.
    const left = () => {
      if (!document.fullscreenElement) leave();
    };
    addEventListener('pointermove', come);
    addEventListener('keydown', key);
    document.addEventListener('fullscreenchange', left);
    const sleep = keepAwake();
    return () => {
      clearTimeout(timer);
      removeEventListener('pointermove', come);
      removeEventListener('keydown', key);
      document.removeEventListener('fullscreenchange', left);
      sleep();
    };
  }, []);
  return (
    <div class="wall-leave" data-near={near ? '' : undefined}>
      <IconButton icon={CloseIcon} label={say('full.leave')} onClick={leave} />
    </div>
  );
}
