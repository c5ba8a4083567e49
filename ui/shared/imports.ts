// Imports of files, as the protocol draws them, whatever they bring.

import type { Entity, Id, Time } from './contracts';

declare module './contracts' {
  interface EntityTypes {
    order_import: OrderImport;
  }
}

export interface FileImport extends Entity {
  shop_id: Id;
  name: string;
  state: 'read' | 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
  encoding: string;
  delimiter: string;
  header: string[];
  mapping: Record<string, number>;
  rows_total: number;
  rows_done: number;
  made: number;
  changed: number;
  same: number;
  faulty: number;
  /** What an undo had to leave. */
  kept: number;
  asked_by: Id | null;
  created_at: Time;
  finished_at: Time | null;
}

export interface OrderImport extends FileImport {
  /** Whose export it is; empty for nobody's. */
  shape: string;
  platform: string;
  /** Of amounts that name none. */
  currency: string;
  /** Of times that name none. */
  zone: string;
}
