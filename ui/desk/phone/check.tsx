// Once for each sitting: does the microphone work, before the first caller finds out?

import { Button } from '@shared/components/button';
import { useEffect, useState } from 'preact/hooks';
import { level, Meter, microphone } from './audio';
import { DevicePicker } from './devices';
import { checking, unchecked } from './doors';
import { say } from './texts';

const KEY = 'madoguchi.phone.checked';

/** Look once, quietly; where somebody has to do something, the corner says so and takes no room. */
export async function checkOnce(): Promise<void> {
  if (sessionStorage.getItem(KEY)) return;
  const leave = await navigator.permissions
    .query({ name: 'microphone' as PermissionName })
    .catch(() => null);
  if (leave?.state === 'granted') {
    const works = await microphone().then(
      stream => {
        for (const track of stream.getTracks()) track.stop();
        return true;
      },
      () => false,
    );
    if (works) {
      sessionStorage.setItem(KEY, '1');
      return;
    }
  }
  unchecked.value = true;
}

/** Asks for the microphone, and shows that it hears. */
export function Check() {
  const [stream, setStream] = useState<MediaStream | null>(null);
  const [refused, setRefused] = useState(false);
  useEffect(() => {
    if (!stream) return;
    const meter = new Meter(stream);
    return () => {
      meter.close();
      for (const track of stream.getTracks()) track.stop();
    };
  }, [stream]);
  const ask = () =>
    microphone().then(
      found => {
        setRefused(false);
        setStream(found);
      },
      () => setRefused(true),
    );
  const done = () => {
    sessionStorage.setItem(KEY, '1');
    unchecked.value = checking.value = false;
  };
  return (
    <article class="phone-card is-check" aria-label={say('check')}>
      <p class="phone-state">{say('check')}</p>
      {!stream && <p>{say(refused ? 'noMicrophone' : 'check.why')}</p>}
      {stream && (
        <>
          <p>{say('check.speak')}</p>
          <meter class="phone-level" aria-label={say('level')} value={level} />
          <DevicePicker onChange={() => void ask()} />
        </>
      )}
      <div class="phone-row">
        <Button tone="quiet" onClick={done}>
          {say(stream ? 'check.fine' : 'check.later')}
        </Button>
        {!stream && (
          <Button tone="primary" onClick={() => void ask()}>
            {say('check.begin')}
          </Button>
        )}
      </div>
    </article>
  );
}
