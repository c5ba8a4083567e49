// Which screen stands: sign-in, the desk, or a page that needs nobody signed in.

import { signal } from '@preact/signals';
import { Toasts } from '@shared/components/toasts';
import { Refusal } from '@shared/http';
import { lazily } from './lazily';
import { Shell } from './shell/shell';
import { Unreached } from './shell/unreached';
import { start } from './state/live';
import { go, pathTo, route } from './state/router';
import { me, standing } from './state/session';
import { speak, t, wantedLocale } from './state/texts';

const SignIn = lazily(() => import('./sign_in/sign_in').then(found => found.SignIn));
const SignInAgain = lazily(() => import('./sign_in/again').then(found => found.SignInAgain));

const unreachable = signal(false);

/** Find out who is here, and open the desk for them. */
export async function enter(): Promise<void> {
  unreachable.value = false;
  try {
    await start();
    await speak(wantedLocale(me.peek()?.locale));
    if (route.peek().name === 'sign-in') go('/desk/inbox/mine', { replace: true });
  } catch (error) {
    if (error instanceof Refusal && (error.status === 401 || error.status === 403)) {
      standing.value = 'out';
      const { name } = route.peek();
      if (name !== 'setup' && name !== 'invitation') go(pathTo.signIn, { replace: true });
    } else {
      unreachable.value = true;
    }
  }
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
  if (standing.value === 'in' || standing.value === 'expired') return <Shell />;
  if (standing.value === 'out') return <SignIn onDone={enter} />;
  if (unreachable.value) return <Unreached again={enter} />;
  return <Shell />;
}
