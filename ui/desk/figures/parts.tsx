// The parts of a period as a table; each figure opens the conversations behind it.

import { pathTo } from '../state/router';
import type { Filter, Period, Split } from './contracts';
import { formulaOf, titleOf, unitOf } from './definitions';
import { figureText } from './format';
import { CALL_COLUMNS, COLUMNS } from './groups';
import { partName } from './names';
import { say } from './texts';

const UNOPENED = new Set(['concurrency', 'online_time', 'hang_up_time']);
const FIELDS: Partial<Record<Split, keyof Filter>> = {
  shop: 'shop_id',
  channel: 'channel',
  language: 'language',
  team: 'team_id',
  person: 'person_id',
  country: 'country',
};

export function Parts({
  period,
  filter,
  onOpen,
  onSort,
}: {
  period: Period;
  filter: Filter;
  onOpen: (name: string, filter: Filter, day?: string) => void;
  onSort: (name: string) => void;
}) {
  const { split } = period;
  const columns = columnsOf(period);
  const rows = split === 'day' ? [...period.rows].reverse() : period.rows;
  if (!rows.length) return <p class="figures-empty">{say('empty')}</p>;
  return (
    <section class="parts" aria-label={say(`split.${split}`)}>
      <table>
        <thead>
          <tr>
            <th scope="col">{say(`split.${split}`)}</th>
            {columns.map(name => (
              <th key={name} scope="col" title={formulaOf(name)}>
                <button type="button" onClick={() => onSort(name)}>
                  {titleOf(name)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, figures }) => (
            <tr key={key}>
              <th scope="row">
                {split === 'person' && key !== null ? (
                  <a
                    href={pathTo.figures({
                      person_id: Number(key),
                      first: period.first,
                      last: period.last,
                    })}
                  >
                    {partName(split, key)}
                  </a>
                ) : (
                  partName(split, key)
                )}
              </th>
              {columns.map(name => {
                const text = figureText(figures[name], unitOf(name));
                const opens = figures[name] !== null && key !== null && !UNOPENED.has(name);
                return (
                  <td key={name}>
                    {opens ? (
                      <button
                        type="button"
                        onClick={() =>
                          onOpen(name, narrowed(filter, split, key), dayOf(split, key))
                        }
                      >
                        {text}
                      </button>
                    ) : (
                      text
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say('total')}</th>
            {columns.map(name => (
              <td key={name}>{figureText(period.total[name], unitOf(name))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}

/** Of a line's country are calls alone; elsewhere theirs stand last, where there were any. */
function columnsOf({ split, total }: Period): readonly string[] {
  if (split === 'country') return CALL_COLUMNS;
  return total.calls_offered || total.callbacks_due ? [...COLUMNS, ...CALL_COLUMNS] : COLUMNS;
}

function narrowed(filter: Filter, split: Split, key: string | number): Filter {
  const field = FIELDS[split];
  return field ? { ...filter, [field]: key } : filter;
}

const dayOf = (split: Split, key: string | number): string | undefined =>
  split === 'day' ? String(key) : undefined;
