// One kind of import: what is asked of the server for it, and what its columns may be.

import type { Id } from '@shared/contracts';
import type { FileImport } from '@shared/imports';
import type { EntityMap } from '@shared/store/entities';
import type { ComponentType } from 'preact';
import { http } from '../state/session';

/** A row that stays out, told in the reader's language. */
export interface Fault {
  line: number;
  text: string;
  begins: string;
}

/** A file before it is taken in: how it is understood, and its first rows. */
export interface Preview<T extends FileImport> {
  of: T;
  rows: string[][];
  faults: Fault[];
}

export interface Wish {
  mapping?: Record<string, number>;
  encoding?: string;
  delimiter?: string;
  platform?: string;
  currency?: string;
  zone?: string;
}

export interface ImportKind<T extends FileImport, P extends Preview<T> = Preview<T>> {
  /** Where it is asked for: `/customer-imports`. */
  path: string;
  /** Those that this desk knows: fetched once, then moved on by the feed. */
  imports: EntityMap<T>;
  /** File names and types to choose from. */
  accept: string;
  title: () => string;
  text: () => string;
  /** What a column may be, with its name. */
  fields: () => readonly (readonly [field: string, name: string])[];
  /** Whether one that broke off can go on where it was. */
  goesOn?: boolean;
  /** Whether there is a table of everything that stayed out. */
  faultsFile?: boolean;
  /** What else is to be said of how a file is understood. */
  Understood?: ComponentType<{ of: T; again: (wish: Wish) => void }>;
  /** What the first rows would make. */
  Made?: ComponentType<{ preview: P }>;
}

type AnyPreview<T extends FileImport> = Preview<T>;

const kept = <T extends FileImport, P extends AnyPreview<T>>(
  kind: ImportKind<T, P>,
  seen: P,
): P => {
  kind.imports.upsert(seen.of);
  return seen;
};

export const choose = async <T extends FileImport, P extends AnyPreview<T>>(
  kind: ImportKind<T, P>,
  shop: Id,
  file: File,
  onProgress: (share: number) => void,
): Promise<P> => kept(kind, await http.upload<P>(`${kind.path}?shop_id=${shop}`, file, onProgress));

export const look = async <T extends FileImport, P extends AnyPreview<T>>(
  kind: ImportKind<T, P>,
  id: Id,
  wish: Wish,
): Promise<P> => kept(kind, await http.post<P>(`${kind.path}/${id}/look`, wish));

export async function act<T extends FileImport, P extends AnyPreview<T>>(
  kind: ImportKind<T, P>,
  id: Id,
  what: 'begin' | 'undo',
): Promise<void> {
  kind.imports.upsert(await http.post<T>(`${kind.path}/${id}/${what}`));
}

export const faultsOf = (path: string, id: Id): Promise<Fault[]> =>
  http.get<Fault[]>(`${path}/${id}/faults`);

export const isUnderWay = ({ state }: FileImport): boolean =>
  state === 'waiting' || state === 'running' || state === 'undoing';
