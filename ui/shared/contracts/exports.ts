// Files with everything in them.

import type { Entity, Id, Time } from './basics';

/** A file with everything in it: made beside the work, to be had for a day. */
export interface Export extends Entity {
  kind: 'everything';
  state: 'waiting' | 'running' | 'ready' | 'failed' | 'expired';
  rows_done: number;
  /** About how many there will be, until it is ready. */
  rows_total: number;
  /** In bytes. */
  size: number | null;
  asked_by: Id | null;
  created_at: Time;
  finished_at: Time | null;
  expires_at: Time | null;
}
