// Who sits at the desk, and whether the server still knows them.

import { signal } from '@preact/signals';
import type { Id, Person } from '@shared/contracts';
import { Http } from '@shared/http';
import { locale } from './texts';

/** `expired`: was in, and must sign in again over what they were doing. */
export type Standing = 'unknown' | 'out' | 'in' | 'expired';

export const standing = signal<Standing>('unknown');
export const me = signal<Person | null>(null);

export const http = new Http({
  base: '/api/v1',
  headers: () => ({ 'Accept-Language': locale.value }),
  onSignedOut: () => {
    if (standing.peek() === 'in') standing.value = 'expired';
  },
});

/** The id of who sits here; 0 before anybody does. */
export const myId = (): Id => me.value?.id ?? 0;

/** Whether they are a supervisor or an owner. */
export const leads = (): boolean => me.value !== null && me.value.role !== 'agent';

/** The zone times are shown in: the person's, else the browser's. */
export const zone = (): string =>
  me.value?.zone || Intl.DateTimeFormat().resolvedOptions().timeZone;

export interface Credentials {
  email: string;
  password: string;
  code?: string;
}

/** Sign in; throws the server's `Refusal` (key `two_factor_needed` asks for a code). */
export async function signIn(credentials: Credentials): Promise<void> {
  await http.post('/session', credentials);
  standing.value = 'in';
}

export async function signOut(): Promise<void> {
  await http.delete('/session');
}

/**
 * Begin at the door with an empty page: who sits down next finds nothing of the one before, neither
 * half written nor fetched. What was theirs and is kept in this browser waits for them.
 */
export function startOver(): void {
  standing.value = 'out';
  location.assign('/desk/sign-in');
}
