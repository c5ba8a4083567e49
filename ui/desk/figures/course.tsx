// One figure over the days, or over the parts, of a period.

import { Chart } from './chart';
import type { Period } from './contracts';
import { titleOf, unitOf } from './definitions';
import { figureText } from './format';
import { COLUMNS } from './groups';
import { partName } from './names';
import { dayAfter } from './period';
import { say } from './texts';

const LABELS = 8;

export function Course({
  period,
  name,
  onChoose,
}: {
  period: Period;
  name: string;
  onChoose: (name: string) => void;
}) {
  const points =
    period.split === 'day'
      ? everyDay(period).map(day => ({
          label: partName('day', day),
          value: period.rows.find(({ key }) => key === day)?.figures[name] ?? null,
        }))
      : period.rows.map(({ key, figures }) => ({
          label: partName(period.split, key),
          value: figures[name] ?? null,
        }));
  if (points.length < 2) return null;
  return (
    <section class="panel course" aria-label={say('chart')}>
      <h2>
        <select
          class="input"
          aria-label={say('choose.figure')}
          value={name}
          onChange={event => onChoose(event.currentTarget.value)}
        >
          {COLUMNS.map(each => (
            <option key={each} value={each}>
              {titleOf(each)}
            </option>
          ))}
        </select>
      </h2>
      <Chart
        points={points}
        every={Math.ceil(points.length / LABELS)}
        text={value => figureText(value, unitOf(name))}
        names={{ label: say(`split.${period.split}`), value: titleOf(name) }}
        caption={titleOf(name)}
      />
    </section>
  );
}

function everyDay({ first, last }: Period): string[] {
  const days = [];
  for (let day = first; day <= last; day = dayAfter(day, 1)) days.push(day);
  return days;
}
