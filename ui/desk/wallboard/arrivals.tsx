// Who came when: today's customers by the half hour, against the same weekday of last week.

import { Chart } from '../figures/chart';
import { figureText, slotTime } from '../figures/format';
import { say } from '../figures/texts';
import { board } from './board';

export function Arrivals() {
  const shown = board.value;
  const before = shown?.last_week.offered ?? [];
  const points = Array.from({ length: 48 }, (_, slot) => ({
    label: slotTime(slot),
    value: shown && slot < shown.offered.length ? (shown.offered[slot] ?? 0) : null,
    before: before[slot] ?? 0,
  }));
  return (
    <section class="panel panel-wide" aria-label={say('arrivals')}>
      <h2>
        {say('arrivals')}
        <span class="panel-key">
          <i class="key-bar" /> {say('today')} <i class="key-line" /> {say('arrivals.week')}
        </span>
      </h2>
      <Chart
        points={points}
        every={6}
        text={value => figureText(value, 'count')}
        names={{ label: say('time'), value: say('today'), before: say('arrivals.week') }}
        caption={say('arrivals')}
      />
    </section>
  );
}
