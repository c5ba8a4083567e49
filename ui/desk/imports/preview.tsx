// A file before it is taken in: how it was read, which column is which field, what stays out.

import { Button } from '@shared/components/button';
import { toast } from '@shared/components/toasts';
import type { FileImport } from '@shared/imports';
import { useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { FaultList } from './faults';
import { act, type ImportKind, look, type Preview, type Wish } from './kind';
import { say } from './texts';

const ENCODINGS = {
  utf_8: 'UTF-8',
  utf_16_le: 'UTF-16 LE',
  utf_16_be: 'UTF-16 BE',
  cp932: 'Shift_JIS',
  euc_jp: 'EUC-JP',
  gb18030: 'GB18030',
  cp950: 'Big5',
  cp949: 'EUC-KR',
} as const;
const DELIMITERS = { ',': 'comma', '\t': 'tab', ';': 'semicolon', '|': 'bar' } as const;
const SHOWN = 6;

interface PreviewProps<T extends FileImport, P extends Preview<T>> {
  kind: ImportKind<T, P>;
  preview: P;
  onChange: (preview: P) => void;
  onDone: () => void;
}

export function PreviewPart<T extends FileImport, P extends Preview<T>>({
  kind,
  preview,
  onChange,
  onDone,
}: PreviewProps<T, P>) {
  const { of, rows, faults } = preview;
  const [busy, setBusy] = useState(false);
  const again = (wish: Wish) => {
    setBusy(true);
    look(kind, of.id, wish)
      .then(onChange, complain)
      .finally(() => setBusy(false));
  };
  const begin = () => {
    setBusy(true);
    act(kind, of.id, 'begin').then(
      () => {
        toast(say('begun'));
        onDone();
      },
      error => {
        setBusy(false);
        complain(error);
      },
    );
  };
  const fields = kind.fields();
  const fieldOf = (column: number) =>
    Object.entries(of.mapping).find(([, at]) => at === column)?.[0] ?? '';
  const map = (column: number, field: string) => {
    const others = Object.entries(of.mapping).filter(
      ([name, at]) => name !== field && at !== column,
    );
    again({ mapping: Object.fromEntries(field ? [...others, [field, column]] : others) });
  };
  return (
    <div class="import-preview" aria-busy={busy}>
      <div class="import-choose">
        <label>
          {say('encoding')}
          <select
            class="input"
            value={of.encoding}
            onChange={event => again({ encoding: event.currentTarget.value })}
          >
            {!(of.encoding in ENCODINGS) && <option value={of.encoding}>{of.encoding}</option>}
            {Object.entries(ENCODINGS).map(([codec, name]) => (
              <option key={codec} value={codec}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {say('delimiter')}
          <select
            class="input"
            value={of.delimiter}
            onChange={event => again({ delimiter: event.currentTarget.value })}
          >
            {Object.entries(DELIMITERS).map(([character, name]) => (
              <option key={name} value={character}>
                {say(`delimiter.${name}`)}
              </option>
            ))}
          </select>
        </label>
        {kind.Understood && <kind.Understood of={of} again={again} />}
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, so it must take the focus */}
      <section class="import-table" tabIndex={0} aria-label={say('rows')}>
        <table>
          <thead>
            <tr>
              {of.header.map((cell, column) => (
                <th key={column} scope="col">
                  <bdi>{cell}</bdi>
                  <select
                    class="input"
                    aria-label={say('column', { column: cell })}
                    value={fieldOf(column)}
                    onChange={event => map(column, event.currentTarget.value)}
                  >
                    <option value="">{say('field.none')}</option>
                    {fields.map(([field, name]) => (
                      <option key={field} value={field}>
                        {name}
                      </option>
                    ))}
                  </select>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, SHOWN).map((cells, row) => (
              <tr key={row}>
                {of.header.map((_, column) => (
                  <td key={column} class={fieldOf(column) ? undefined : 'is-left-out'}>
                    <bdi>{cells[column]}</bdi>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {kind.Made && <kind.Made preview={preview} />}
      {faults.length > 0 && (
        <div class="import-warning" role="note">
          <p>{say('faults', { count: faults.length })}</p>
          <FaultList faults={faults} />
        </div>
      )}
      <div class="import-buttons">
        <Button onClick={onDone}>{say('cancel')}</Button>
        <Button tone="primary" busy={busy} onClick={begin}>
          {say('begin', { count: of.rows_total })}
        </Button>
      </div>
    </div>
  );
}
