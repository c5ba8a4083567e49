// A connection as the page holds it: the newest state of it, how it stands, what its kind is called.

import { EntityMap } from '@shared/store/entities';
import { keep } from '../../state/store';
import type { Connection, Health, Kind } from './contracts';
import { hasWords, say } from './texts';

/** Kept up to date by the feed from the first look on. */
export const connections = new EntityMap<Connection>();
keep('connection', connections);

/** A connection as it is now: the feed's where that is newer than what was fetched. */
export function latest(fetched: Connection): Connection {
  const held = connections.get(fetched.id);
  return held && held.version > fetched.version ? held : fetched;
}

export type Standing = 'off' | 'troubled' | 'failed' | 'quiet' | 'well';

export const TONES: Record<Standing, string> = {
  off: '',
  troubled: 'is-bad',
  failed: 'is-warn',
  quiet: '',
  well: 'is-good',
};

/** How a connection stands: what stops it first, then what went wrong in it. */
export function standing(health: Omit<Health, 'done_today' | 'oldest_pending_at'>): Standing {
  const { connection, failed } = health;
  if (!connection.active) return 'off';
  if (connection.trouble) return 'troubled';
  if (failed > 0) return 'failed';
  return connection.heard_at || connection.caught_up_at ? 'well' : 'quiet';
}

/** What people call a platform or carrier; the names of companies are the same everywhere. */
export const kindName = (kind: string): string => {
  const key = `kind.${kind}`;
  return hasWords(key) ? say(key) : kind;
};

/** Where its secret is to be found and its address to be pasted, in that platform's own words. */
export const whereAt = (kind: string): string => {
  const key = `where.${kind}`;
  return hasWords(key) ? say(key) : say('where');
};

/** What a setting is called. */
export const settingName = (name: string): string => {
  const key = `setting.${name}`;
  return hasWords(key) ? say(key) : name;
};

/** The address at which a platform tells us what happens. */
export const hookOf = (id: number): string => `${location.origin}/hooks/${id}`;

export const can = (kind: Kind | undefined, what: Kind['capabilities'][number]): boolean =>
  kind?.capabilities.includes(what) ?? false;
