// Needed against planned, half hour by half hour, under the days of the grid; and the same as a table.

import { useState } from 'preact/hooks';
import { inSentences, times } from '../state/texts';
import { addDays, type Day, wall } from './clock';
import { number, percent, say, weekday, when } from './texts';
import { type HalfHour, missing, type StaffingWeek, worst } from './week';

const HEIGHT = 100;

export function Chart({ week, first, days }: { week: StaffingWeek; first: Day; days: number }) {
  const columns = Array.from({ length: days }, (_, column) => addDays(first, column));
  const byDay = columns.map(day => week.half_hours.filter(half => dayOf(half, week) === day));
  const shown = byDay.flat();
  const top = Math.max(2, ...shown.map(half => Math.max(half.needed, half.planned)));
  const ceiling = Math.ceil(top / 2) * 2;
  const [under, setUnder] = useState<HalfHour | null>(null);
  const far = worst(shown);
  const formats = times(week.zone);
  return (
    <section class="need" aria-labelledby="need-title">
      <header class="need-head">
        <h2 id="need-title">{say('need')}</h2>
        <p class="need-legend" aria-hidden="true">
          <span class="need-key need-key-needed" /> {say('needed')}
          <span class="need-key need-key-planned" /> {say('planned')}
          <span class="need-key need-key-short" /> {say('missing')}
        </p>
      </header>
      <p class="need-sum" role="status">
        {inSentences(
          ...sumOf(week),
          far
            ? say('worst', {
                when: `${when(wall(far.at, week.zone).day)} ${formats.time(far.at)}`,
                needed: far.needed,
                planned: number(far.planned),
              })
            : '',
        )}
      </p>
      <div class="need-plot" style={{ '--days': days }}>
        <div class="need-axis" aria-hidden="true">
          {[ceiling, ceiling / 2, 0].map(value => (
            <span key={value}>{number(value)}</span>
          ))}
        </div>
        <div
          class="need-track"
          onPointerMove={event => setUnder(halfAt(event, byDay))}
          onPointerLeave={() => setUnder(null)}
        >
          {byDay.map((halves, column) => (
            <DayPlot key={columns[column]} halves={halves} ceiling={ceiling} />
          ))}
        </div>
      </div>
      <p class="need-under" aria-hidden="true">
        {under
          ? say('halfHour', {
              when: `${weekday(wall(under.at, week.zone).day)} ${formats.time(under.at)}`,
              contacts: number(under.contacts),
              needed: under.needed,
              planned: number(under.planned),
              level: percent(under.level),
            })
          : ' '}
      </p>
      <Table week={week} columns={columns} byDay={byDay} />
    </section>
  );
}

function sumOf(week: StaffingWeek): string[] {
  if (week.since === null) return [say('noHistory')];
  return [
    week.short > 0 ? say('short', { hours: number(week.short) }) : say('enough'),
    week.expected === null
      ? ''
      : say('expected', {
          share: percent(week.expected),
          within: week.assumptions.within,
          target: percent(week.assumptions.service_level),
        }),
  ];
}

/** One day: planned as a filled step, needed as a line over it, what is missing hatched. */
function DayPlot({ halves, ceiling }: { halves: readonly HalfHour[]; ceiling: number }) {
  const y = (value: number) => HEIGHT - (value / ceiling) * (HEIGHT - 4);
  return (
    <svg
      viewBox={`0 0 ${Math.max(1, halves.length)} ${HEIGHT}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <defs>
        <pattern
          id="need-hatch"
          width="0.5"
          height="6"
          patternUnits="userSpaceOnUse"
          patternTransform="skewX(-12)"
        >
          <rect class="need-hatch-paper" width="0.5" height="6" />
          <rect class="need-hatch-line" width="0.5" height="2" />
        </pattern>
      </defs>
      <line class="need-grid" x1="0" x2={halves.length} y1={y(ceiling / 2)} y2={y(ceiling / 2)} />
      <path class="need-planned" d={area(halves.map(half => [y(half.planned), HEIGHT]))} />
      <path class="need-planned-edge" d={steps(halves.map(half => y(half.planned)))} />
      <path
        class="need-short"
        d={area(
          halves.map(half => [y(half.needed), missing(half) ? y(half.planned) : y(half.needed)]),
        )}
      />
      <path class="need-needed" d={steps(halves.map(half => y(half.needed)))} />
    </svg>
  );
}

const steps = (heights: readonly number[]) =>
  heights.map((height, x) => `${x ? 'L' : 'M'}${x} ${height}H${x + 1}`).join('');

/** Bars between two heights each, without gaps. */
const area = (bars: readonly (readonly [number, number])[]) =>
  bars
    .map(([top, bottom], x) => (top === bottom ? '' : `M${x} ${top}H${x + 1}V${bottom}H${x}Z`))
    .join('');

function halfAt(event: PointerEvent, byDay: readonly (readonly HalfHour[])[]): HalfHour | null {
  const { left, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  const at = ((event.clientX - left) / width) * byDay.length;
  const halves = byDay[Math.floor(at)] ?? [];
  return halves[Math.floor((at % 1) * halves.length)] ?? null;
}

const dayOf = (half: HalfHour, week: StaffingWeek): Day => wall(half.at, week.zone).day;

interface TableProps {
  week: StaffingWeek;
  columns: readonly Day[];
  byDay: readonly (readonly HalfHour[])[];
}

function Table({ week, columns, byDay }: TableProps) {
  const [open, setOpen] = useState(false);
  const [column, setColumn] = useState(0);
  const at = Math.min(column, columns.length - 1);
  const halves = (byDay[at] ?? []).filter(half => half.contacts || half.planned);
  return (
    <details
      class="need-table"
      open={open}
      onToggle={event => setOpen((event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>{say('asTable')}</summary>
      {open && (
        <>
          {columns.length > 1 && (
            <select
              class="input"
              aria-label={say('day')}
              value={at}
              onChange={event => setColumn(Number(event.currentTarget.value))}
            >
              {columns.map((day, index) => (
                <option key={day} value={index}>
                  {when(day)}
                </option>
              ))}
            </select>
          )}
          <table>
            <caption class="visually-hidden">{`${say('need')}, ${when(columns[at] ?? week.first)}`}</caption>
            <thead>
              <tr>
                {(['time', 'contacts', 'needed', 'planned', 'missing', 'inTime'] as const).map(
                  key => (
                    <th key={key} scope="col">
                      {say(key)}
                    </th>
                  ),
                )}
              </tr>
            </thead>
            <tbody>
              {halves.map(half => (
                <tr key={half.at} class={missing(half) ? 'is-short' : undefined}>
                  <th scope="row">{times(week.zone).time(half.at)}</th>
                  <td>{number(half.contacts)}</td>
                  <td>{half.needed}</td>
                  <td>{number(half.planned)}</td>
                  <td>{missing(half) ? `−${number(missing(half))}` : '·'}</td>
                  <td>{half.contacts ? percent(half.level) : '·'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </>
      )}
    </details>
  );
}
