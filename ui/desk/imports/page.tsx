// Bringing something in from a file: chosen, looked at, taken in with a bar, taken back.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, ReopenIcon, UndoIcon } from '@shared/components/icons';
import '@shared/components/progress.css';
import { toast } from '@shared/components/toasts';
import type { FileImport } from '@shared/imports';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useFetched } from '../settings/parts/fetched';
import { Listing } from '../settings/parts/listing';
import { complain } from '../state/actions';
import { zone } from '../state/session';
import { people, shops } from '../state/store';
import { times } from '../state/texts';
import { Faults } from './faults';
import './imports.css';
import { act, choose, type ImportKind, isUnderWay, type Preview } from './kind';
import { PreviewPart } from './preview';
import { say, wordsReady } from './texts';

interface KindProps<T extends FileImport, P extends Preview<T>> {
  kind: ImportKind<T, P>;
}

export function ImportPage<T extends FileImport, P extends Preview<T>>({ kind }: KindProps<T, P>) {
  const [preview, setPreview] = useState<P | null>(null);
  if (!wordsReady()) return null;
  return (
    <>
      <section class="settings-part">
        <h2>{kind.title()}</h2>
        <p class="part-text">{kind.text()}</p>
        {preview ? (
          <PreviewPart
            kind={kind}
            preview={preview}
            onChange={setPreview}
            onDone={() => setPreview(null)}
          />
        ) : (
          <Choose kind={kind} onRead={setPreview} />
        )}
      </section>
      <Latest kind={kind} />
    </>
  );
}

function Choose<T extends FileImport, P extends Preview<T>>({
  kind,
  onRead,
}: KindProps<T, P> & { onRead: (preview: P) => void }) {
  const open = shops.values().filter(({ archived_at }) => archived_at === null);
  const [shop, setShop] = useState<number | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const chosen = shop ?? open[0]?.id;
  const take = async (file: File | undefined) => {
    if (!file || chosen === undefined) return;
    setShare(0);
    try {
      onRead(await choose(kind, chosen, file, setShare));
    } catch (error) {
      complain(error);
      setShare(null);
      // The same file may be chosen again once it is mended.
      if (input.current) input.current.value = '';
    }
  };
  return (
    <div class="import-choose">
      <label>
        {say('shop')}
        <select
          class="input"
          value={chosen}
          onChange={event => setShop(Number(event.currentTarget.value))}
        >
          {open.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <input
        ref={input}
        class="visually-hidden"
        type="file"
        tabIndex={-1}
        aria-label={say('choose')}
        accept={kind.accept}
        onChange={event => void take(event.currentTarget.files?.[0])}
      />
      <Button tone="primary" busy={share !== null} onClick={() => input.current?.click()}>
        {share === null ? say('choose') : say('sending')}
      </Button>
    </div>
  );
}

function Latest<T extends FileImport, P extends Preview<T>>({ kind }: KindProps<T, P>) {
  const fetched = useFetched<T[]>(kind.path);
  useEffect(() => kind.imports.upsertAll(fetched.value ?? []), [fetched.value]);
  const shown = kind.imports
    .values()
    .filter(({ state }) => state !== 'read')
    .sort((one, other) => other.id - one.id);
  return (
    <section class="settings-part">
      <h2>{say('latest')}</h2>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('latest')}
        empty={say('none')}
        emptyText={say('none.text')}
      >
        {each => <Row key={each.id} kind={kind} one={each} />}
      </Listing>
    </section>
  );
}

const GLYPHS = { done: CheckIcon, failed: AlertIcon, undone: UndoIcon } as const;
const TONES: Partial<Record<FileImport['state'], string>> = {
  done: 'is-good',
  failed: 'is-bad',
};

function Row<T extends FileImport, P extends Preview<T>>({
  kind,
  one,
}: KindProps<T, P> & { one: T }) {
  const Glyph = GLYPHS[one.state as keyof typeof GLYPHS] ?? ClockIcon;
  const { made, changed, same, faulty, rows_done, rows_total, kept } = one;
  const details = [
    shops.get(one.shop_id)?.name,
    times(zone()).full(one.created_at),
    people.get(one.asked_by)?.name,
  ].filter(Boolean);
  const ask = (what: 'begin' | 'undo') =>
    void act(kind, one.id, what).then(() => {
      toast(say(what === 'undo' ? 'undo.asked' : 'begun'));
    }, complain);
  return (
    <li class="entry import">
      <Glyph size={20} class={TONES[one.state]} />
      <div class="entry-words">
        <span class="entry-title">
          <bdi>{one.name}</bdi>
          <span
            class={`mark ${TONES[one.state] ?? ''}`}
            role={isUnderWay(one) ? 'status' : undefined}
          >
            {say(`state.${one.state}`)}
          </span>
        </span>
        <span class="entry-detail">{details.join(' · ')}</span>
        {isUnderWay(one) && (
          <progress
            class="progress"
            max={Math.max(rows_total, 1)}
            value={one.state === 'undoing' ? undefined : rows_done}
            aria-label={say('progress', { done: rows_done, total: rows_total })}
          />
        )}
        <span class="entry-detail">
          {isUnderWay(one)
            ? say('progress', { done: rows_done, total: rows_total })
            : say('counts', { made, changed, same, faulty })}
          {kept > 0 && ` · ${say('kept', { count: kept })}`}
        </span>
        {faulty > 0 && <Faults path={kind.path} id={one.id} file={kind.faultsFile ?? false} />}
      </div>
      <span class="import-acts">
        {one.state === 'failed' && kind.goesOn && (
          <Button icon={ReopenIcon} onClick={() => ask('begin')}>
            {say('goOn')}
          </Button>
        )}
        {(one.state === 'done' || one.state === 'failed') && (
          <Button icon={UndoIcon} onClick={() => ask('undo')}>
            {say('undo')}
          </Button>
        )}
      </span>
    </li>
  );
}
