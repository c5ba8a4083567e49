// Plays a recording: its waveform can be pressed and stepped through; beside it, that the caller
// was told, until when it is kept, and, by right, the file.

import { IconButton } from '@shared/components/button';
import { DownloadIcon, icon } from '@shared/components/icons';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { useFetched } from '../settings/parts/fetched';
import { complain } from '../state/actions';
import { http, me, zone } from '../state/session';
import { times } from '../state/texts';
import type { Recording } from './contracts';
import { length } from './panel';
import './player.css';
import { PlayIcon } from './recordings';
import { say } from './texts';

interface Waveform {
  seconds: number;
  channels: number[][];
}

const PauseIcon = /* @__PURE__ */ icon('M5.5 3.5v9', 'M10.5 3.5v9');
const STEP = 5;
const HALF = 16;

export function Player({ recording }: { recording: Recording }) {
  const { id, seconds } = recording;
  const drawn = useFetched<Waveform>(`/recordings/${id}/waveform`);
  const { audio, playing, at, toggle, seek } = useSound(id, seconds);
  const formats = times(zone());
  return (
    <div class="player">
      {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said */}
      <audio ref={audio} preload="none" />
      <div class="player-row">
        <IconButton
          icon={playing ? PauseIcon : PlayIcon}
          label={say(playing ? 'player.pause' : 'player.play')}
          onClick={() => void toggle()}
        />
        <Wave channels={drawn.value?.channels ?? []} seconds={seconds} at={at} onSeek={seek} />
        <span class="player-time">
          {length(at)} / {length(seconds)}
        </span>
        {me.value?.role !== 'agent' && (
          <a
            class="icon-button"
            href={http.url(`/recordings/${id}?download=true`)}
            download
            aria-label={say('player.download')}
            title={say('player.download')}
          >
            <DownloadIcon />
          </a>
        )}
      </div>
      <p class="player-proof">
        {recording.kind === 'talk' &&
          (recording.announced_at
            ? say('player.told', { at: formats.full(recording.announced_at) })
            : say('player.untold'))}{' '}
        {say('player.kept', { day: formats.full(recording.keep_until) })}
      </p>
    </div>
  );
}

/** The sound itself: fetched whole when it is first played, so that it can be sought in. */
function useSound(id: number, seconds: number) {
  const audio = useRef<HTMLAudioElement>(null);
  const url = useRef('');
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const sound = audio.current;
    if (!sound) return;
    const stands = () => {
      setPlaying(!sound.paused && !sound.ended);
      setAt(sound.currentTime);
    };
    for (const name of ['play', 'pause', 'ended', 'timeupdate', 'seeked']) {
      sound.addEventListener(name, stands);
    }
    return () => {
      sound.pause();
      if (url.current) URL.revokeObjectURL(url.current);
    };
  }, []);
  const load = async (): Promise<HTMLAudioElement | null> => {
    const sound = audio.current;
    if (!sound || url.current) return sound;
    const { blob } = await http.file(`/recordings/${id}`);
    url.current = URL.createObjectURL(blob);
    sound.src = url.current;
    return sound;
  };
  const toggle = async (): Promise<void> => {
    try {
      const sound = await load();
      if (sound?.paused) {
        if (at && !sound.currentTime) sound.currentTime = at;
        await sound.play();
      } else sound?.pause();
    } catch (error) {
      complain(error);
    }
  };
  const seek = (to: number): void => {
    const where = Math.min(seconds, Math.max(0, to));
    setAt(where);
    if (audio.current && url.current) audio.current.currentTime = where;
  };
  return { audio, playing, at, toggle, seek };
}

interface WaveProps {
  channels: number[][];
  seconds: number;
  at: number;
  onSeek: (to: number) => void;
}

/** The caller above, the staff below; what has been played is darker. */
function Wave({ channels, seconds, at, onSeek }: WaveProps) {
  const clip = useId();
  const rows = Math.max(1, channels.length);
  const width = Math.max(1, channels[0]?.length ?? 1);
  const height = 2 * HALF * rows;
  const paths = channels.map((peaks, row) => pathOf(peaks, HALF * (2 * row + 1)));
  const press = (event: PointerEvent) => {
    if (event.type === 'pointermove' && !event.buttons) return;
    const box = (event.currentTarget as Element).getBoundingClientRect();
    onSeek(((event.clientX - box.left) / box.width) * seconds);
  };
  const key = (event: KeyboardEvent) => {
    const to = { ArrowRight: at + STEP, ArrowLeft: at - STEP, Home: 0, End: seconds }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    onSeek(to);
  };
  return (
    <div
      class="player-wave"
      role="slider"
      tabIndex={0}
      aria-label={say('player.seek')}
      aria-valuemin={0}
      aria-valuemax={Math.round(seconds)}
      aria-valuenow={Math.round(at)}
      aria-valuetext={length(at)}
      onPointerDown={press}
      onPointerMove={press}
      onKeyDown={key}
    >
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <clipPath id={clip}>
          <rect width={seconds ? (at / seconds) * width : 0} height={height} />
        </clipPath>
        {paths.map((d, row) => (
          <path key={`still ${row}`} d={d} />
        ))}
        <g clip-path={`url(#${clip})`} class="player-played">
          {paths.map((d, row) => (
            <path key={`played ${row}`} d={d} />
          ))}
        </g>
      </svg>
    </div>
  );
}

const pathOf = (peaks: number[], middle: number): string =>
  peaks
    .map((peak, index) => {
      const high = Math.max(0.5, (peak / 255) * HALF);
      return `M${index + 0.5} ${middle - high}V${middle + high}`;
    })
    .join('');
