// One shift on the grid: its hours, its kind by shape and word, handles to make it longer.

import type { Shift } from '@shared/contracts';
import { people } from '../state/store';
import { DAY_MINUTES, placeName } from './clock';
import type { Placed } from './layout';
import { hours } from './plan';
import { say, when } from './texts';

interface BlockProps {
  placed: Placed;
  zone: string;
  focusable: boolean;
  editing: boolean;
  onOpen: () => void;
}

/** What stands before and after a shift's hours when it is spoken: whose, which day; the rest. */
function around({ shift, ends }: Placed, zone: string): [before: string[], after: string[]] {
  const before = [people.get(shift.person_id)?.name ?? '', when(shift.day)];
  const after = [];
  if (ends > DAY_MINUTES && !wholeDays(shift)) after.push(say('nextDay'));
  if (shift.zone !== zone) after.push(`${placeName(shift.zone)} ${hours(shift)}`);
  return [before, after];
}

const wholeDays = (shift: Shift) =>
  shift.starts === 0 && shift.ends % DAY_MINUTES === 0 && shift.kind === 'leave';

export function Block({ placed, zone, focusable, editing, onOpen }: BlockProps) {
  const { shift, from, to, column, cut } = placed;
  const [before, after] = around(placed, zone);
  const isLeave = shift.kind === 'leave';
  const shown = isLeave && wholeDays(shift) ? say('leave') : hours(placed);
  const [begins, ends] = shown.split('–');
  const kind = isLeave && !wholeDays(shift) ? [say('leave')] : [];
  return (
    <button
      type="button"
      class={`shift shift-${shift.kind}${cut ? ` is-cut-${cut}` : ''}${
        placed.starts >= 18 * 60 || placed.starts < 4 * 60 ? ' is-night' : ''
      }`}
      style={{ left: `${(from - column) * 100}%`, width: `${(to - from) * 100}%` }}
      data-shift={shift.id}
      data-stop={`${shift.person_id} ${column} ${shift.id}`}
      tabIndex={focusable ? 0 : -1}
      title={[...before, ...kind, shown, ...after].join(', ')}
      onClick={onOpen}
    >
      {editing && <span class="shift-grip" data-grip="start" />}
      <span class="shift-hours">
        <span class="visually-hidden">{`${[...before, ...kind].join(', ')}, `}</span>
        <span>{begins}</span>
        {ends && <span class="visually-hidden">–</span>}
        {ends && <span>{ends}</span>}
        {after.length > 0 && <span class="visually-hidden">{`, ${after.join(', ')}`}</span>}
      </span>
      {editing && <span class="shift-grip" data-grip="end" />}
    </button>
  );
}
