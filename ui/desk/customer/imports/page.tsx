// Bringing customers in from a file: chosen, looked at, taken in with a bar, taken back.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, UndoIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { CustomerImport } from '@shared/profiles';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useFetched } from '../../settings/parts/fetched';
import { Listing } from '../../settings/parts/listing';
import { complain } from '../../state/actions';
import { zone } from '../../state/session';
import { people, shops } from '../../state/store';
import { times } from '../../state/texts';
import './imports.css';
import { PreviewPart } from './preview';
import { act, type Fault, faultsOf, imports, isUnderWay, type Preview, send } from './state';
import { say, wordsReady } from './texts';

export function ImportsPage() {
  const [preview, setPreview] = useState<Preview | null>(null);
  if (!wordsReady()) return null;
  return (
    <>
      <section class="settings-part">
        <h2>{say('title')}</h2>
        <p class="part-text">{say('text')}</p>
        {preview ? (
          <PreviewPart preview={preview} onChange={setPreview} onDone={() => setPreview(null)} />
        ) : (
          <Choose onRead={setPreview} />
        )}
      </section>
      <Latest />
    </>
  );
}

function Choose({ onRead }: { onRead: (preview: Preview) => void }) {
  const open = shops.values().filter(({ archived_at }) => archived_at === null);
  const [shop, setShop] = useState<number | null>(null);
  const [share, setShare] = useState<number | null>(null);
  const input = useRef<HTMLInputElement>(null);
  const chosen = shop ?? open[0]?.id;
  const take = async (file: File | undefined) => {
    if (!file || chosen === undefined) return;
    setShare(0);
    try {
      onRead(await send(chosen, file, setShare));
    } catch (error) {
      complain(error);
      setShare(null);
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
        accept=".csv,.tsv,.txt,text/csv"
        onChange={event => void take(event.currentTarget.files?.[0])}
      />
      <Button tone="primary" busy={share !== null} onClick={() => input.current?.click()}>
        {share === null ? say('choose') : say('sending')}
      </Button>
    </div>
  );
}

function Latest() {
  const fetched = useFetched<CustomerImport[]>('/customer-imports');
  useEffect(() => imports.upsertAll(fetched.value ?? []), [fetched.value]);
  const shown = imports
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
        {each => <Row key={each.id} one={each} />}
      </Listing>
    </section>
  );
}

const GLYPHS = { done: CheckIcon, failed: AlertIcon, undone: UndoIcon } as const;
const TONES: Partial<Record<CustomerImport['state'], string>> = {
  done: 'is-good',
  failed: 'is-bad',
};

function Row({ one }: { one: CustomerImport }) {
  const Glyph = GLYPHS[one.state as keyof typeof GLYPHS] ?? ClockIcon;
  const { made, changed, same, faulty, rows_done, rows_total, kept } = one;
  const details = [
    shops.get(one.shop_id)?.name,
    times(zone()).full(one.created_at),
    people.get(one.asked_by)?.name,
  ].filter(Boolean);
  const undo = () =>
    act(one.id, 'undo').then(() => {
      toast(say('undo.asked'));
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
            class="import-progress"
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
        {faulty > 0 && <Faults one={one} />}
      </div>
      {(one.state === 'done' || one.state === 'failed') && (
        <Button icon={UndoIcon} onClick={() => void undo()}>
          {say('undo')}
        </Button>
      )}
    </li>
  );
}

function Faults({ one }: { one: CustomerImport }) {
  const [faults, setFaults] = useState<Fault[] | null>(null);
  return (
    <details
      class="import-faults"
      onToggle={event => {
        if (event.currentTarget.open && !faults) faultsOf(one.id).then(setFaults, complain);
      }}
    >
      <summary>{say('showFaults')}</summary>
      <FaultList faults={faults ?? []} />
    </details>
  );
}

export function FaultList({ faults }: { faults: readonly Fault[] }) {
  return (
    <ul class="fault-list">
      {faults.map(({ line, text, begins }) => (
        <li key={line}>
          <b>{say('fault.line', { line })}</b> {text}{' '}
          <small>
            <bdi>{begins}</bdi>
          </small>
        </li>
      ))}
    </ul>
  );
}
