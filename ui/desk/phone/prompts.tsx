// A line's announcements: hear them, record or choose one's own, go back to the shipped ones.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { SelectField } from '@shared/components/field';
import { toast } from '@shared/components/toasts';
import type { Time } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useFetched } from '../settings/parts/fetched';
import { languageOf } from '../settings/parts/names';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { t } from '../state/texts';
import { microphone } from './audio';
import type { PhoneLine } from './contracts';
import './lines.css';
import { base64, decoded, narrow, record, wav } from './sound';
import { say } from './texts';

const NAMES = [
  'notice',
  'closed',
  'voicemail',
  'please_hold',
  'callback_offer',
  'callback_done',
  'place.far',
  'minutes.long',
] as const;

interface Prompt {
  id: number;
  version: number;
  language: string;
  name: string;
  seconds: number;
  recorded_at: Time;
}

/** A part of a sound, in seconds. */
interface Clip {
  begins_s: number;
  lasts_s: number;
}

interface Shipped {
  clips: Record<string, Clip>;
}

export function PromptsDialog({ line, onClose }: { line: PhoneLine; onClose: () => void }) {
  const [language, setLanguage] = useState(line.languages[0] ?? 'en');
  const own = useFetched<Prompt[]>(`/phone-lines/${line.id}/prompts`);
  const player = usePlayer();
  const key = line.languages.indexOf(language) + 1;
  // Who calls from the chat has chosen there: a menu is for numbers.
  const menu = line.number && line.languages.length > 1 && key > 0 ? [`menu.${key}`] : [];
  const kept = (made: Prompt) =>
    own.set(held => [
      ...held.filter(each => each.id !== made.id),
      ...(made.seconds > 0 ? [made] : []),
    ]);
  return (
    <Dialog
      title={say('prompts.title', { name: line.name })}
      closeLabel={t('close')}
      width="wide"
      onClose={onClose}
    >
      <p>{say('prompts.text')}</p>
      <SelectField
        label={say('prompts.language')}
        value={language}
        onChange={event => setLanguage(event.currentTarget.value)}
      >
        {line.languages.map(each => (
          <option key={each} value={each}>
            {languageOf(each)}
          </option>
        ))}
      </SelectField>
      <ul class="phone-prompts">
        {[...menu, ...NAMES].map(name => (
          <Row
            key={`${language} ${name}`}
            path={`/phone-lines/${line.id}/prompts/${language}/${name}`}
            language={language}
            name={name}
            label={name.startsWith('menu') ? say('prompt.menu', { key }) : titleOf(name)}
            own={own.value?.find(each => each.language === language && each.name === name)}
            player={player}
            onKept={kept}
          />
        ))}
      </ul>
    </Dialog>
  );
}

const titleOf = (name: string): string => say(`prompt.${name as (typeof NAMES)[number]}`);

interface RowProps {
  path: string;
  language: string;
  name: string;
  label: string;
  own: Prompt | undefined;
  player: Player;
  onKept: (made: Prompt) => void;
}

function Row({ path, language, name, label, own, player, onKept }: RowProps) {
  const [draft, setDraft] = useState<Float32Array | null>(null);
  const [recording, setRecording] = useState<Awaited<ReturnType<typeof record>> | null>(null);
  const [busy, setBusy] = useState(false);
  const file = useRef<HTMLInputElement>(null);
  const going = useRef<typeof recording>(null);
  going.current = recording;
  // Whoever closes the window while it records shall not be listened to any longer.
  useEffect(() => () => void going.current?.stop(), []);

  const take = async (bytes: ArrayBuffer) => {
    try {
      setDraft(await narrow(await decoded(bytes)));
    } catch {
      toast(say('prompts.unreadable'), { tone: 'bad' });
    }
  };
  const begin = async () => {
    try {
      setRecording(await record(await microphone()));
    } catch {
      toast(say('noMicrophone'), { tone: 'bad' });
    }
  };
  const end = async () => {
    const sound = await recording?.stop();
    setRecording(null);
    if (sound) await take(sound);
  };
  const settle = async (work: () => Promise<Prompt>) => {
    setBusy(true);
    try {
      onKept(await work());
      setDraft(null);
    } catch (error) {
      complain(error);
    } finally {
      setBusy(false);
    }
  };
  const hear = () => {
    if (draft) return player.play(label, async () => ({ sound: bufferOf(draft) }));
    return player.play(label, () => (own ? ownSound(path) : shippedSound(language, name)));
  };
  const seconds = draft ? draft.length / 8000 : (own?.seconds ?? 0);
  const state = draft
    ? say('prompts.new', { seconds: seconds.toFixed(1) })
    : own
      ? say('prompts.own', { seconds: seconds.toFixed(1) })
      : say('prompts.shipped');
  return (
    <li>
      <div class="phone-prompt-words">
        <b>{label}</b>
        <small>{state}</small>
      </div>
      <div class="phone-prompt-acts">
        {recording ? (
          <Button tone="danger" onClick={() => void end()}>
            {say('prompts.done')}
          </Button>
        ) : (
          <>
            <Button tone="quiet" onClick={() => void hear()}>
              {say(player.playing === label ? 'prompts.stop' : 'prompts.hear')}
            </Button>
            {draft ? (
              <>
                <Button tone="quiet" onClick={() => setDraft(null)}>
                  {say('prompts.discard')}
                </Button>
                <Button
                  tone="primary"
                  busy={busy}
                  onClick={() =>
                    void settle(() => http.put<Prompt>(path, { audio: base64(wav(draft)) }))
                  }
                >
                  {say('prompts.keep')}
                </Button>
              </>
            ) : (
              <>
                {own && (
                  <Button
                    tone="quiet"
                    busy={busy}
                    onClick={() => void settle(() => http.delete<Prompt>(path))}
                  >
                    {say('prompts.back')}
                  </Button>
                )}
                <Button tone="quiet" onClick={() => void begin()}>
                  {say('prompts.record')}
                </Button>
                <Button tone="quiet" onClick={() => file.current?.click()}>
                  {say('prompts.file')}
                </Button>
              </>
            )}
          </>
        )}
        <input
          ref={file}
          type="file"
          accept="audio/*"
          hidden
          aria-label={say('prompts.file')}
          onChange={async event => {
            const [chosen] = event.currentTarget.files ?? [];
            event.currentTarget.value = '';
            if (chosen) await take(await chosen.arrayBuffer());
          }}
        />
      </div>
    </li>
  );
}

interface Sounding {
  sound: AudioBuffer;
  /** The part that is meant; absent: all of it. */
  part?: Clip | undefined;
}

interface Player {
  playing: string | null;
  play: (label: string, find: () => Promise<Sounding>) => Promise<void>;
}

/** Plays one announcement at a time; asked for the same once more, it stops. */
function usePlayer(): Player {
  const [playing, setPlaying] = useState<string | null>(null);
  const source = useRef<AudioBufferSourceNode | null>(null);
  const context = useRef<AudioContext | null>(null);
  const stop = () => {
    source.current?.stop();
    source.current = null;
    setPlaying(null);
  };
  useEffect(
    () => () => {
      source.current?.stop();
      void context.current?.close();
    },
    [],
  );
  const play = async (label: string, find: () => Promise<Sounding>) => {
    const same = playing === label;
    stop();
    if (same) return;
    setPlaying(label);
    try {
      context.current ??= new AudioContext();
      const { sound, part } = await find();
      const node = context.current.createBufferSource();
      node.buffer = sound;
      node.connect(context.current.destination);
      node.onended = () => {
        if (source.current === node) stop();
      };
      source.current = node;
      node.start(0, part?.begins_s ?? 0, part?.lasts_s ?? sound.duration);
    } catch {
      setPlaying(null);
      toast(say('prompts.unheard'), { tone: 'bad' });
    }
  };
  return { playing, play };
}

function bufferOf(samples: Float32Array): AudioBuffer {
  const buffer = new AudioBuffer({ length: samples.length, sampleRate: 8000 });
  buffer.getChannelData(0).set(samples);
  return buffer;
}

async function fetched(path: string): Promise<AudioBuffer> {
  const { blob } = await http.file(path);
  return decoded(await blob.arrayBuffer());
}

const ownSound = async (path: string): Promise<Sounding> => ({ sound: await fetched(path) });

const shipped = new Map<string, Promise<[Shipped, AudioBuffer]>>();

/** The shipped announcements of a language are one sound: fetched once, then played in parts. */
async function shippedSound(language: string, name: string): Promise<Sounding> {
  const path = `/phone-prompts/${language}`;
  const asked =
    shipped.get(language) ?? Promise.all([http.get<Shipped>(path), fetched(`${path}/sound`)]);
  shipped.set(language, asked);
  asked.catch(() => shipped.delete(language));
  const [{ clips }, sound] = await asked;
  return { sound, part: clips[name] };
}
