// A file before it is taken in: how it was read, which column is which field, what stays out.

import { Button } from '@shared/components/button';
import { toast } from '@shared/components/toasts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { FaultList } from './page';
import { act, look, type Preview, type Wish } from './state';
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
const FIELDS = [
  'external_id',
  'name',
  'family_name',
  'given_name',
  'email',
  'phone',
  'locale',
  'tags',
  'tier',
  'note',
  'country',
  'postal_code',
  'region',
  'city',
  'district',
  'street',
  'building',
  'recipient',
] as const;
/** Platforms by their own names, which no language translates. */
const PLATFORMS = {
  line: 'LINE',
  wechat: 'WeChat',
  whatsapp: 'WhatsApp',
  kakao: 'KakaoTalk',
  rakuten: 'Rakuten',
  tmall: 'Tmall',
  taobao: 'Taobao',
  amazon: 'Amazon',
  shopify: 'Shopify',
} as const;
const SHOWN = 6;

interface PreviewProps {
  preview: Preview;
  onChange: (preview: Preview) => void;
  onDone: () => void;
}

export function PreviewPart({ preview: { of, rows, faults }, onChange, onDone }: PreviewProps) {
  const [busy, setBusy] = useState(false);
  const again = (wish: Wish) => {
    setBusy(true);
    look(of.id, wish)
      .then(onChange, complain)
      .finally(() => setBusy(false));
  };
  const begin = () => {
    setBusy(true);
    act(of.id, 'begin').then(
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
                    {FIELDS.map(field => (
                      <option key={field} value={field}>
                        {say(`field.${field}`)}
                      </option>
                    ))}
                    {Object.entries(PLATFORMS).map(([field, name]) => (
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
