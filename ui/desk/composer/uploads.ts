// Files on their way to the server, per conversation; they go on while another is on the screen.

import { type Signal, signal } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Attachment, Id } from '@shared/contracts';
import { query } from '@shared/http';
import { uuid } from '@shared/ids';
import { drafts } from '../state/live';
import { reason } from '../state/reason';
import { http } from '../state/session';
import { conversations } from '../state/store';
import { t } from '../state/texts';

export interface Upload {
  key: string;
  file: File;
  /** How much is sent, 0 to 1. */
  share: number;
  problem: string | null;
  stop: () => void;
}

/** As many files as a message may carry. */
const MOST = 10;

const cells = new Map<Id, Signal<readonly Upload[]>>();

export function uploads(id: Id): Signal<readonly Upload[]> {
  let cell = cells.get(id);
  if (!cell) {
    cell = signal<readonly Upload[]>([]);
    cells.set(id, cell);
  }
  return cell;
}

export function attach(id: Id, files: Iterable<File>): void {
  const room = MOST - drafts.of(id).peek().attachments.length - uploads(id).peek().length;
  const given = [...files];
  if (given.length > room) toast(t('attach.most', { limit: MOST }), { tone: 'bad' });
  for (const file of given.slice(0, Math.max(0, room))) void send(id, file);
}

export function retryUpload(id: Id, upload: Upload): void {
  drop(id, upload.key);
  void send(id, upload.file);
}

export function dropUpload(id: Id, upload: Upload): void {
  upload.stop();
  drop(id, upload.key);
}

async function send(id: Id, file: File): Promise<void> {
  const key = uuid();
  const abort = new AbortController();
  const cell = uploads(id);
  const change = (part: Partial<Upload>) => {
    cell.value = cell.peek().map(each => (each.key === key ? { ...each, ...part } : each));
  };
  cell.value = [...cell.peek(), { key, file, share: 0, problem: null, stop: () => abort.abort() }];
  try {
    const attachment = await http.upload<Attachment>(
      `/attachments${query({ shop_id: conversations.peek(id)?.shop_id })}`,
      file,
      share => change({ share }),
      abort.signal,
    );
    drop(id, key);
    drafts.edit(id, { attachments: [...drafts.of(id).peek().attachments, attachment] });
  } catch (error) {
    if (abort.signal.aborted) return;
    change({ problem: reason(error) });
  }
}

function drop(id: Id, key: string): void {
  const cell = uploads(id);
  cell.value = cell.peek().filter(each => each.key !== key);
}
