// Imports as this desk knows them: fetched once, then moved on by the feed.

import type { Id } from '@shared/contracts';
import type { CustomerImport } from '@shared/profiles';
import { EntityMap } from '@shared/store/entities';
import { http } from '../../state/session';
import { keep } from '../../state/store';

export const imports = new EntityMap<CustomerImport>();
keep('customer_import', imports);

export interface Fault {
  line: number;
  text: string;
  begins: string;
}

export interface Preview {
  of: CustomerImport;
  rows: string[][];
  faults: Fault[];
}

export interface Wish {
  mapping?: Record<string, number>;
  encoding?: string;
  delimiter?: string;
}

const kept = (preview: Preview): Preview => {
  imports.upsert(preview.of);
  return preview;
};

export const send = (shop: Id, file: File, onProgress: (share: number) => void): Promise<Preview> =>
  http.upload<Preview>(`/customer-imports?shop_id=${shop}`, file, onProgress).then(kept);

export const look = (id: Id, wish: Wish): Promise<Preview> =>
  http.post<Preview>(`/customer-imports/${id}/look`, wish).then(kept);

export const act = async (id: Id, what: 'begin' | 'undo'): Promise<void> => {
  imports.upsert(await http.post<CustomerImport>(`/customer-imports/${id}/${what}`));
};

export const faultsOf = (id: Id): Promise<Fault[]> =>
  http.get<Fault[]>(`/customer-imports/${id}/faults`);

export const isUnderWay = ({ state }: CustomerImport): boolean =>
  state === 'waiting' || state === 'running' || state === 'undoing';
