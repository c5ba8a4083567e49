// Which screen stands: a door for those outside, or the desk.

import { signal } from '@preact/signals';
import { Toasts } from '@shared/components/toasts';
import { Refusal } from '@shared/http';
import { DOORS } from './doors';
import { lazily } from './lazily';
import { Shell } from './shell/shell';
import { Unreached } from './shell/unreached';
import { start } from './state/live';
import { go, pathTo, route } from './state/router';
import { http, me, standing } from './state/session';
import { speak, t, wantedLocale } from './state/texts';

const SignInAgain = lazily(() => import('./sign_in/again').then(found => found.SignInAgain));

const unreachable = signal(false);

/** Find out who is here, and open the desk for them; a door, if it is nobody. */
export async function enter(): Promise<void> {
  try {
    await start();
    unreachable.value = false;
    await speak(wantedLocale(me.peek()?.locale));
    if (route.peek().name in DOORS) go(pathTo.inbox('mine'), { replace: true });
  } catch (error) {
    if (error instanceof Refusal && error.status < 500) await show(outside);
    else unreachable.value = true;
  }
}

async function show(door: () => Promise<string | null>): Promise<void> {
  try {
    const path = await door();
    unreachable.value = false;
    standing.value = 'out';
    if (path) go(path, { replace: true });
  } catch {
    unreachable.value = true;
  }
}

/** Where somebody who is not signed in belongs; null where they are. */
async function outside(): Promise<string | null> {
  if ('setup' in DOORS && (await http.get<{ needed: boolean }>('/setup')).needed)
    return pathTo.setup;
  const { name } = route.peek();
  return name in DOORS && name !== 'setup' ? null : pathTo.signIn;
}

export function App() {
  return (
    <>
      <Screen />
      {standing.value === 'expired' && <SignInAgain />}
      <Toasts undoLabel={t('undo')} closeLabel={t('close')} />
    </>
  );
}

function Screen() {
  const Door = DOORS[route.value.name];
  if (standing.value === 'out' && Door) return <Door onDone={enter} />;
  if (unreachable.value) return <Unreached again={enter} />;
  return <Shell />;
}
