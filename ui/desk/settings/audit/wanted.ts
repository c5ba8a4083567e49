// What of the log is asked for, and how the server is asked for it.

import { GROUPS, type Group, type Kind } from './sentences';

export interface Wanted {
  /** A person's id; empty: everybody. */
  person: string;
  /** One kind, or a group of them; empty: everything. */
  kind: Kind | `group:${Group}` | '';
  /** Days as 2026-11-22, both included; empty: open. */
  since: string;
  until: string;
}

export const EVERYTHING: Wanted = { person: '', kind: '', since: '', until: '' };

/** The kinds that a choice stands for; none: all of them. */
export function kindsOf(kind: Wanted['kind']): readonly Kind[] {
  if (!kind) return [];
  return kind.startsWith('group:') ? GROUPS[kind.slice(6) as Group] : [kind as Kind];
}

/** The address of a page of the log, or of its file. */
export function auditPath(
  path: '/audit' | '/audit/csv',
  { person, kind, since, until }: Wanted,
  cursor: string | null = null,
): string {
  const params = new URLSearchParams();
  if (path === '/audit') params.set('limit', '50');
  if (person) params.set('actor_id', person);
  for (const each of kindsOf(kind)) params.append('kind', each);
  if (since) params.set('since', since);
  if (until) params.set('until', until);
  if (cursor) params.set('cursor', cursor);
  return `${path}?${params}`;
}
