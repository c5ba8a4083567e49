// One shift on the grid: its hours, its kind by shape and word, handles to make it longer.

import type { Shift } from '@shared/contracts';
import { people } from '../state/store';
import { clock, DAY_MINUTES, placeName } from './clock';
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

/** Times on the grid's clock; a shift that ends the next day says so. */
export function gridHours({ starts, ends }: Pick<Placed, 'starts' | 'ends'>): string {
  return `${hours({ starts, ends })}${ends > DAY_MINUTES ? ' +1' : ''}`;
}

/** What a shift is to those who listen: whose, which day, from when to when. */
export function spokenShift(shift: Shift, placed: Placed, zone: string): string {
  const parts = [
    shift.kind === 'leave' ? say('leave') : say('shift'),
    people.get(shift.person_id)?.name ?? '',
    when(shift.day),
    shift.kind === 'leave' && wholeDays(shift) ? say('wholeDay') : hours(placed),
  ];
  if (placed.ends > DAY_MINUTES && !wholeDays(shift)) parts.push(say('nextDay'));
  if (shift.zone !== zone) parts.push(`${placeName(shift.zone)} ${hours(shift)}`);
  return parts.join(', ');
}

const wholeDays = (shift: Shift) =>
  shift.starts === 0 && shift.ends % DAY_MINUTES === 0 && shift.kind === 'leave';

export function Block({ placed, zone, focusable, editing, onOpen }: BlockProps) {
  const { shift, from, to, column, cut } = placed;
  const label = shift.kind === 'leave' ? say('leave') : clock(placed.starts);
  const until = shift.kind === 'leave' ? '' : clock(placed.ends);
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
      aria-label={spokenShift(shift, placed, zone)}
      title={spokenShift(shift, placed, zone)}
      onClick={onOpen}
    >
      {editing && <span class="shift-grip" data-grip="start" />}
      <span class="shift-hours">
        <span>{label}</span>
        {until && <span>{until}</span>}
      </span>
      {editing && <span class="shift-grip" data-grip="end" />}
    </button>
  );
}
