// The call one is on: how long, how loud, and what can be done with it.

import { Button, IconButton } from '@shared/components/button';
import { HandOverIcon, icon, PeopleIcon, PhoneIcon, SettingsIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import { useRef, useState } from 'preact/hooks';
import { me } from '../state/session';
import { hangUp, here, hold, leave, press } from './acts';
import { level, muted, poor } from './audio';
import { caller } from './calls';
import type { Call } from './contracts';
import { DevicePicker } from './devices';
import { askedOf, Guests, targetsOf } from './guests';
import { MicIcon } from './icons';
import { KeysIcon, length, secondsSince, Who } from './panel';
import { Supervised } from './supervised';
import { say } from './texts';

const PauseIcon = /* @__PURE__ */ icon('M5.5 3.5v9', 'M10.5 3.5v9');

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

export function OnCall({ call }: { call: Call }) {
  const [keys, setKeys] = useState(false);
  const [choosing, setChoosing] = useState(false);
  const [open, setOpen] = useState<'hand' | 'ask' | null>(null);
  const hand = useRef<HTMLSpanElement>(null);
  const ask = useRef<HTMLSpanElement>(null);
  const mine = here.value?.call === call.id;
  const own = call.person_id === me.value?.id;
  const name = caller(call)?.name || call.number;
  const talks = call.phase === 'talking' || call.phase === 'held';
  const offered = open === 'hand' ? targetsOf(call) : open === 'ask' ? askedOf(call) : [];
  return (
    <article class={`phone-card is-on${call.phase === 'held' ? ' is-held' : ''}`}>
      <p class="phone-state" role="status">
        {stateOf(call, name)}
        {talks && call.talked_at && <time>{length(secondsSince(call.talked_at))}</time>}
      </p>
      <Who call={call} />
      <Guests call={call} mine={mine && own} />
      <Supervised call={call} />
      {!mine && <p class="phone-elsewhere">{say('elsewhere')}</p>}
      {mine && (
        <>
          <meter class="phone-level" aria-label={say('level')} value={muted.value ? 0 : level} />
          {poor.value && talks && (
            <p class="phone-poor" role="status">
              {say('poor')}
            </p>
          )}
          <div class="phone-acts">
            <IconButton
              icon={MicIcon}
              label={say(muted.value ? 'unmute' : 'mute')}
              aria-pressed={muted.value}
              onClick={() => here.peek()?.leg.mute(!muted.peek())}
            />
            <IconButton
              icon={PauseIcon}
              label={say(call.phase === 'held' ? 'resume' : 'hold')}
              aria-pressed={call.phase === 'held'}
              disabled={!talks || !own}
              onClick={() => void hold(call)}
            />
            <IconButton
              icon={KeysIcon}
              label={say('keypad')}
              aria-expanded={keys}
              disabled={!talks || !own}
              onClick={() => setKeys(!keys)}
            />
            <span ref={ask}>
              <IconButton
                icon={PeopleIcon}
                label={say('colleague')}
                aria-haspopup="menu"
                aria-expanded={open === 'ask'}
                disabled={!talks || !own}
                onClick={() => setOpen('ask')}
              />
            </span>
            <span ref={hand}>
              <IconButton
                icon={HandOverIcon}
                label={say('handOver')}
                aria-haspopup="menu"
                aria-expanded={open === 'hand'}
                disabled={!talks || !own}
                onClick={() => setOpen('hand')}
              />
            </span>
            <IconButton
              icon={SettingsIcon}
              label={say('device.title')}
              aria-expanded={choosing}
              onClick={() => setChoosing(!choosing)}
            />
          </div>
          {keys && (
            <div class="phone-keys">
              {KEYS.map(key => (
                <button key={key} type="button" onClick={() => void press(call, key)}>
                  {key}
                </button>
              ))}
            </div>
          )}
          {choosing && <DevicePicker />}
          {open && (
            <Menu
              anchor={(open === 'ask' ? ask : hand).current}
              label={say(open === 'ask' ? 'colleague' : 'handOver')}
              items={
                offered.length
                  ? offered
                  : [{ id: 'none', label: say('handOver.none'), run: () => {} }]
              }
              onClose={() => setOpen(null)}
            />
          )}
          <Button
            tone="danger"
            icon={PhoneIcon}
            class="phone-hang-up"
            onClick={() => void (own ? hangUp(call) : leave(call))}
          >
            {say(own ? 'hangUp' : 'leave')}
          </Button>
        </>
      )}
    </article>
  );
}

function stateOf(call: Call, name: string): string {
  if (call.phase === 'held') return say('held');
  if (call.phase === 'connecting') return say('connecting');
  if (call.phase === 'dialling') return say('calling', { name });
  return say('talking', { name });
}
