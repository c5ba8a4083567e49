// The files a customer hands over: first in the tray, then with a line; uploaded as soon as possible.

import type { Attachment, Problem } from '../contract.ts';
import { passing } from './conversation.ts';
import { keep, kept } from './files.ts';
import { backoff } from './link.ts';
import { signal } from './signal.ts';
import { upload } from './upload.ts';
import { uuid } from './uuid.ts';

export interface Parcel {
  id: string;
  file: File;
  /** The picture as this page can show it. */
  url: string | null;
  /** 0 to 1. */
  share: number;
  done?: Attachment;
  problem?: Problem | null;
  stop: AbortController;
  /** The line it goes with, once that is written. */
  line?: string;
}

export interface Ways {
  url: string;
  /** null as long as the desk has not welcomed us. */
  headers(): Readonly<Record<string, string>> | null;
  uploaded(line: string, file: string, attachment: Attachment): void;
  refused(line: string, problem: Problem): void;
}

export interface Parcels {
  /** Chosen, but not yet sent with a line. */
  tray(): readonly Parcel[];
  add(files: Iterable<File>): void;
  /** From the tray to a line. */
  attach(parcel: Parcel, line: string): void;
  /** Carry on with a file of a line from before a reload or a refusal. */
  resume(line: string, id: string): Promise<void>;
  find(id: string): Parcel | undefined;
  forget(id: string): void;
  /** The picture of an attachment that was uploaded from this page. */
  local(attachment: number): string | null | undefined;
}

export function parcels(ways: Ways): Parcels {
  const all = signal<readonly Parcel[]>([]);
  const find = (id: string) => all.value.find(it => it.id === id);
  const stir = () => {
    all.value = [...all.value];
  };

  function parcel(file: File, id = uuid()): Parcel {
    const url = file.type.startsWith('image/') ? URL.createObjectURL(file) : null;
    const made: Parcel = { id, file, url, share: 0, stop: new AbortController() };
    all.value = [...all.value, made];
    return made;
  }

  async function carry(it: Parcel): Promise<void> {
    it.problem = null;
    for (let tries = 0; !it.stop.signal.aborted; tries += 1) {
      const headers = ways.headers();
      try {
        if (!headers) throw null;
        it.done = await upload(
          ways.url,
          headers,
          it.file,
          share => {
            it.share = share;
            stir();
          },
          it.stop.signal,
        );
        void keep(it.id);
        if (it.line) ways.uploaded(it.line, it.id, it.done);
        return stir();
      } catch (error) {
        const problem = error as Problem | null;
        if (problem && !passing(problem)) {
          it.problem = problem;
          if (it.line) ways.refused(it.line, problem);
          return stir();
        }
        await new Promise(done => setTimeout(done, headers ? backoff(tries) : 500));
      }
    }
  }

  return {
    tray: () => all.value.filter(it => !it.line),
    add(files) {
      for (const file of files) void carry(parcel(file));
    },
    attach(it, line) {
      it.line = line;
      stir();
      if (it.problem) ways.refused(line, it.problem);
      else if (!it.done) void keep(it.id, it.file);
    },
    async resume(line, id) {
      const held = find(id);
      if (held && !held.problem) return;
      const file = held?.file ?? (await kept(id));
      if (!file) return ways.refused(line, { title: '', key: 'file_lost' });
      const it = held ?? parcel(file, id);
      it.line = line;
      await carry(it);
    },
    find,
    forget(id) {
      find(id)?.stop.abort();
      all.value = all.value.filter(it => it.id !== id);
      void keep(id);
    },
    local: id => all.value.find(it => it.done?.id === id)?.url,
  };
}
