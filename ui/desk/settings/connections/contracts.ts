// Connections to platforms and carriers, as the protocol draws them.

import type { Entity, Id, Time } from '@shared/contracts';

declare module '@shared/contracts' {
  interface EntityTypes {
    connection: Connection;
  }
}

export type Capability = 'notices' | 'backfill' | 'polling' | 'refunds' | 'tracking';

/** Something a connection must be told; one that is secret never comes back. */
export interface Setting {
  name: string;
  secret: boolean;
  needed: boolean;
  form: 'text' | 'host' | 'url';
  /** What cannot be done without it, where the rest can. */
  enables: Capability | null;
}

export interface Kind {
  kind: string;
  capabilities: Capability[];
  settings: Setting[];
}

/** Why something does not work; `text` is empty in what the feed brings. */
export interface Trouble {
  key: string;
  params: Record<string, string | number>;
  text: string;
}

export interface Backfill {
  since: Time;
  state: 'running' | 'done' | 'stopped';
  fetched: number;
  /** Of those fetched; they lie among the notices that failed. */
  refused: number;
  /** Null: the platform does not say. */
  total: number | null;
  /** In a row. */
  failures: number;
  not_before: Time | null;
  began_at: Time;
  ended_at: Time | null;
}

export interface Connection extends Entity {
  shop_id: Id;
  kind: string;
  name: string;
  /** The open ones. */
  settings: Record<string, string>;
  active: boolean;
  backfill: Backfill | null;
  trouble: Trouble | null;
  trouble_at: Time | null;
  heard_at: Time | null;
  caught_up_at: Time | null;
  created_at: Time;
}

export interface Health {
  connection: Connection;
  pending: number;
  failed: number;
  oldest_pending_at: Time | null;
  done_today: number;
}

export interface Notice {
  id: Id;
  connection_id: Id;
  event_id: string;
  topic: string;
  state: 'pending' | 'done' | 'ignored' | 'failed';
  attempts: number;
  reason: Trouble | null;
  received_at: Time;
  worked_at: Time | null;
}
