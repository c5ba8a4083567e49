// The pages before the desk, for those who are not (or not yet) signed in, by their route's name.

import type { ComponentType } from 'preact';
import { lazily } from './lazily';
import type { Route } from './state/router';

export interface DoorProps {
  /** Somebody is signed in now: find out who, and open the desk for them. */
  onDone: () => Promise<void>;
}

export const DOORS: Partial<Record<Route['name'], ComponentType<DoorProps>>> = {
  'sign-in': lazily(() => import('./sign_in/sign_in').then(found => found.SignIn)),
  setup: lazily(() => import('./setup/setup').then(found => found.Setup)),
  invitation: lazily(() => import('./invitation/invitation').then(found => found.Invitation)),
  password: lazily(() =>
    import('./settings/ways_in/new_password').then(found => found.NewPassword),
  ),
};
