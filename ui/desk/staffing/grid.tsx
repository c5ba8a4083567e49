// The week as a grid: a row for each person, a column for each day; by mouse, by touch, by keys.

import { Avatar } from '@shared/components/avatar';
import type { Id, Person, Shift, ShiftTemplate } from '@shared/contracts';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { me } from '../state/session';
import { Block } from './block';
import { addDays, ahead, clock, DAY_MINUTES, type Day, offsetText, placeName } from './clock';
import { type Ghost, ghost, startDrag } from './drag';
import { draftFor, wishOf } from './keys';
import { hoursOf, type Placed, placeAll, type Stop, sameStop, step, stops } from './layout';
import { alter, draftOf, drop, make, put, type ShiftDraft, shifts } from './plan';
import { dayOfMonth, number, say, weekday, when } from './texts';

export interface GridProps {
  first: Day;
  days: number;
  zone: string;
  today: Day;
  rows: readonly Person[];
  templates: readonly ShiftTemplate[];
  editing: boolean;
  onEdit: (what: Shift | ShiftDraft) => void;
}

const NEW_SHIFT = { kind: 'work', starts: 540, ends: 1020 } as const;

export function Grid(props: GridProps) {
  const { first, days, zone, today, rows, templates, editing, onEdit } = props;
  const placed = placeAll(shifts.values(), first, days, zone);
  const all = rows.map(person => stops(person.id, placed.get(person.id) ?? [], days));
  const [at, setAt] = useState<Stop | null>(null);
  const standing = find(all, at) ?? all[0]?.[0] ?? null;
  const ref = useRef<HTMLDivElement>(null);
  const follow = useRef<Id | 'cell' | null>(null);

  // Where a colleague has moved or dropped what one stood on, one stands where it was.
  const within = ref.current?.contains(document.activeElement) ?? false;
  useLayoutEffect(() => {
    if (!within || !standing || document.activeElement !== document.body) return;
    ref.current?.querySelector<HTMLElement>(`[data-stop="${stopName(standing)}"]`)?.focus();
  });

  // After a step or a change the focus is where one stands now.
  useLayoutEffect(() => {
    if (follow.current === null || !standing) return;
    if (follow.current !== 'cell' && standing.shift !== follow.current) return;
    follow.current = null;
    ref.current?.querySelector<HTMLElement>(`[data-stop="${stopName(standing)}"]`)?.focus();
  });

  const goTo = (stop: Stop | null) => {
    follow.current = stop?.shift ?? 'cell';
    setAt(stop);
  };
  /** Stand on a shift wherever it lies once it is drawn. */
  const goToShift = (shift: Shift) => {
    follow.current = shift.id;
    setAt({ person: shift.person_id, column: -1, shift: shift.id });
  };
  const turn = useRef<Promise<void>>(Promise.resolve());
  /** One change after the other, each of the shift as the one before has left it. */
  const inTurn = (id: Id, change: (held: Shift) => Promise<Shift>) => {
    turn.current = turn.current.then(async () => {
      const held = shifts.peek(id);
      if (held) await act(change(held));
    });
  };
  const act = async (what: Promise<Shift>) => {
    try {
      goToShift(await what);
    } catch (error) {
      complain(error);
    }
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!standing || event.isComposing) return;
    const shift = shifts.peek(standing.shift) ?? undefined;
    const wish = wishOf(event, shift, templates, editing);
    if (!wish) return;
    event.preventDefault();
    event.stopPropagation();
    const day = addDays(first, standing.column);
    switch (wish.do) {
      case 'step':
        return goTo(step(all, standing, wish.along, wish.across));
      case 'open':
        if (shift) onEdit(shift);
        else if (editing) onEdit(draftFor(standing.person, day, zone, NEW_SHIFT));
        return;
      case 'new':
        return onEdit(draftFor(standing.person, day, zone, NEW_SHIFT));
      case 'make':
        return void act(make(draftFor(standing.person, day, zone, wish.to)));
      case 'change':
        return shift && inTurn(shift.id, held => alter(held, wish.to(held)));
      case 'hand': {
        const index = rows.findIndex(person => person.id === standing.person);
        const other = rows[index + wish.across];
        return shift && other && inTurn(shift.id, held => alter(held, { person_id: other.id }));
      }
      case 'drop':
        if (shift) {
          goTo({ ...standing, shift: null });
          void drop(shift).catch(complain);
        }
    }
  };

  const onPointerDown = (event: PointerEvent) => {
    if (!editing) return;
    const target = event.target as HTMLElement;
    const track = target.closest<HTMLElement>('.grid-track');
    const person = Number(track?.dataset.person);
    if (!track || !person) return;
    const id = Number(target.closest<HTMLElement>('[data-shift]')?.dataset.shift) || null;
    const here = (placed.get(person) ?? []).find(({ shift }) => shift.id === id);
    const grip = target.dataset.grip as 'start' | 'end' | undefined;
    const from = (here?.from ?? 0) * DAY_MINUTES;
    startDrag(event, track, {
      days,
      person,
      shift: here?.shift ?? null,
      starts: from,
      ends: from + (here ? here.ends - here.starts : 0),
      grip: here ? (grip ?? 'body') : 'new',
      onDrop: dropped => letGo(dropped, here),
    });
  };

  const letGo = (dropped: Ghost, here: Placed | undefined) => {
    if (!here) {
      const draft = draftFor(dropped.person, first, zone, {
        kind: 'work',
        starts: dropped.starts,
        ends: dropped.ends,
      });
      return void act(make(put(draft, draft.starts, draft.ends)));
    }
    // By how much it was dragged, on its own clock, whatever zone that is of.
    const { shift, from } = here;
    const later = dropped.starts - from * DAY_MINUTES;
    const longer = dropped.ends - dropped.starts - (here.ends - here.starts);
    const to = put(draftOf(shift), shift.starts + later, shift.ends + later + longer);
    void act(alter(shift, { ...to, person_id: dropped.person }));
  };

  const columns = Array.from({ length: days }, (_, column) => addDays(first, column));
  return (
    // biome-ignore lint/a11y/useSemanticElements: blocks reach over the cells of a table
    <div
      class="grid"
      role="grid"
      tabIndex={-1}
      aria-label={say('grid')}
      aria-rowcount={rows.length + 1}
      style={{ '--days': days }}
      ref={ref}
      onKeyDown={onKeyDown}
      onPointerDown={onPointerDown}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: a head is no place to stand */}
      <div class="grid-head" role="row">
        {/* biome-ignore lint/a11y/useSemanticElements: as above */}
        {/* biome-ignore lint/a11y/useFocusableInteractive: as above */}
        <span class="grid-corner" role="columnheader">
          {say('person')}
        </span>
        {columns.map(day => (
          // biome-ignore lint/a11y/useSemanticElements: as above
          // biome-ignore lint/a11y/useFocusableInteractive: as above
          <span
            key={day}
            class={`grid-day${day === today ? ' is-today' : ''}${isRest(day) ? ' is-rest' : ''}`}
            role="columnheader"
            aria-current={day === today ? 'date' : undefined}
          >
            <span>{weekday(day)}</span> <span>{dayOfMonth(day)}</span>
            {days === 1 && <Hours />}
          </span>
        ))}
      </div>
      {rows.map(person => (
        <Row
          key={person.id}
          {...props}
          person={person}
          placed={placed.get(person.id) ?? []}
          columns={columns}
          standing={standing}
          onStand={setAt}
        />
      ))}
    </div>
  );
}

/** Where the hours of a single day lie. */
function Hours() {
  return (
    <span class="grid-hours" aria-hidden="true">
      {[6, 12, 18].map(hour => (
        <span key={hour} style={{ left: `${(hour / 24) * 100}%` }}>
          {hour}
        </span>
      ))}
    </span>
  );
}

interface RowProps extends GridProps {
  person: Person;
  placed: readonly Placed[];
  columns: readonly Day[];
  standing: Stop | null;
  onStand: (stop: Stop) => void;
}

function Row({ person, placed, columns, standing, onStand, zone, editing, onEdit }: RowProps) {
  const shown = ghost.value?.person === person.id ? ghost.value : null;
  return (
    // biome-ignore lint/a11y/useSemanticElements: blocks reach over the cells of a table
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are the places to stand
    <div class={`grid-row${person.id === me.value?.id ? ' is-me' : ''}`} role="row">
      <RowHead person={person} placed={placed} zone={zone} />
      <div class="grid-track" role="presentation" data-person={person.id}>
        {columns.map((day, column) => {
          const here = placed.filter(each => each.column === column);
          const stop: Stop = { person: person.id, column, shift: null };
          return (
            // biome-ignore lint/a11y/useSemanticElements: as above
            <div
              key={day}
              class={`grid-cell${isRest(day) ? ' is-rest' : ''}`}
              role="gridcell"
              data-stop={here.length ? undefined : stopName(stop)}
              tabIndex={!here.length && sameStop(standing, stop) ? 0 : -1}
              aria-label={
                here.length ? undefined : `${person.name}, ${when(day)}: ${say('nothing')}`
              }
              onFocus={event => event.target === event.currentTarget && onStand(stop)}
              onClick={event => {
                if (editing && event.target === event.currentTarget)
                  onEdit(draftFor(person.id, day, zone, NEW_SHIFT));
              }}
              onKeyDown={() => {}}
            >
              {here.map(each => {
                const own = { ...stop, shift: each.shift.id };
                return (
                  <span key={each.shift.id} class="shift-place" onFocusCapture={() => onStand(own)}>
                    <Block
                      placed={each}
                      zone={zone}
                      focusable={sameStop(standing, own)}
                      editing={editing}
                      onOpen={() => onEdit(each.shift)}
                    />
                  </span>
                );
              })}
            </div>
          );
        })}
        {shown && <GhostBlock ghost={shown} days={columns.length} />}
      </div>
    </div>
  );
}

function RowHead({ person, placed, zone }: Pick<RowProps, 'person' | 'placed' | 'zone'>) {
  const planned = hoursOf(placed);
  const off = ahead(person.zone, zone, Date.now());
  return (
    // biome-ignore lint/a11y/useSemanticElements: blocks reach over the cells of a table
    // biome-ignore lint/a11y/useFocusableInteractive: its cells are the places to stand
    <div class="grid-person" role="rowheader">
      <Avatar name={person.name} seed={person.id} size={24} />
      <span class="grid-person-words">
        <span class="grid-person-name">{person.name}</span>
        <span class="grid-person-side">
          {say('hours', { hours: number(planned) })}
          {off !== 0 && ` · ${placeName(person.zone)} ${offsetText(off)}`}
        </span>
      </span>
    </div>
  );
}

function GhostBlock({ ghost: { starts, ends }, days }: { ghost: Ghost; days: number }) {
  const whole = days * DAY_MINUTES;
  return (
    <div
      class="shift-ghost"
      style={{ left: `${(starts / whole) * 100}%`, width: `${((ends - starts) / whole) * 100}%` }}
    >
      <span>{clock(starts)}</span>
      <span>{clock(ends)}</span>
    </div>
  );
}

const stopName = ({ person, column, shift }: Stop) => `${person} ${column} ${shift ?? ''}`.trim();

/** The stop itself, or where its shift is now; of a shift that is gone, the day it was on. */
function find(rows: readonly Stop[][], at: Stop | null): Stop | null {
  if (!at) return null;
  const flat = rows.flat();
  if (at.shift !== null) {
    const there = flat.find(stop => stop.shift === at.shift);
    if (there) return there;
  }
  return flat.find(stop => stop.person === at.person && stop.column === at.column) ?? null;
}

const isRest = (day: Day): boolean => {
  const number = new Date(Date.parse(day)).getUTCDay();
  return number === 0 || number === 6;
};
