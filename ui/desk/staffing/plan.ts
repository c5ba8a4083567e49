// What is done to the plan, each step with its way back; the shifts themselves live in the store.

import { batch } from '@preact/signals';
import { toast } from '@shared/components/toasts';
import type { Id, Shift, ShiftTemplate } from '@shared/contracts';
import { query } from '@shared/http';
import { EntityMap } from '@shared/store/entities';
import { complain } from '../state/actions';
import { http } from '../state/session';
import { keep, people } from '../state/store';
import { addDays, clock, DAY_MINUTES, type Day } from './clock';
import { say, when } from './texts';

/** Of the weeks that have been looked at, and what has changed since. */
export const shifts = new EntityMap<Shift>();
keep('shift', shifts);

export type ShiftDraft = Pick<Shift, 'person_id' | 'kind' | 'zone' | 'day' | 'starts' | 'ends'>;

interface Reading {
  minutes: number;
  says: string[];
}

/** Fetch the plan of some days; what was dropped meanwhile goes too. */
export async function fetchPlan(first: Day, days: number, zone: string): Promise<void> {
  const found = await http.get<Shift[]>(`/shifts${query({ first, days, zone })}`);
  const there = new Set(found.map(shift => shift.id));
  batch(() => {
    for (const held of shifts.peekValues()) {
      const within = held.day >= first && held.day < addDays(first, days);
      if (within && !there.has(held.id)) shifts.remove(held.id, held.version);
    }
    shifts.upsertAll(found);
  });
}

export const draftOf = ({ person_id, kind, zone, day, starts, ends }: Shift): ShiftDraft => ({
  person_id,
  kind,
  zone,
  day,
  starts,
  ends,
});

/** A shift as the news names it: whose, when. */
export function named(shift: ShiftDraft): string {
  const name = people.peek(shift.person_id)?.name ?? '';
  return `${name} ${when(shift.day)} ${hours(shift)}`;
}

export const hours = ({ starts, ends }: Pick<Shift, 'starts' | 'ends'>): string =>
  `${clock(starts)}–${ends > starts && ends % DAY_MINUTES === 0 ? '24:00' : clock(ends)}`;

/** Throws the refusal, for the form that asked to show. */
export async function make(draft: ShiftDraft): Promise<Shift> {
  const made = await http.post<Shift>('/shifts', draft);
  shifts.upsert(made);
  tell(
    say(draft.kind === 'leave' ? 'done.leave' : 'done.planned', { what: named(made) }),
    made,
    () =>
      http.delete(`/shifts/${made.id}`).then(() => void shifts.remove(made.id, made.version + 1)),
  );
  return made;
}

/** Throws the refusal, for the form that asked to show. */
export async function alter(shift: Shift, to: Partial<ShiftDraft>): Promise<Shift> {
  const path = `/shifts/${shift.id}`;
  const changed = await http.patch<Shift>(path, to);
  shifts.upsert(changed);
  if (changed.version === shift.version) return changed;
  tell(say('done.changed', { what: named(changed) }), changed, () =>
    http.patch<Shift>(path, draftOf(shift)).then(back => void shifts.upsert(back)),
  );
  return changed;
}

export async function drop(shift: Shift): Promise<void> {
  await http.delete(`/shifts/${shift.id}`);
  shifts.remove(shift.id, shift.version + 1);
  toast(say('done.dropped', { what: named(shift) }), {
    undo: () =>
      void http
        .post<Shift>('/shifts', draftOf(shift))
        .then(back => void shifts.upsert(back), complain),
  });
}

/** Plan last week's work again in the week from `target`. */
export async function copyLastWeek(target: Day): Promise<void> {
  const { made, left_out } = await http.post<{
    made: Shift[];
    left_out: { shift: Shift; because: string }[];
  }>('/shifts/copy-week', { source: addDays(target, -7), target });
  shifts.upsertAll(made);
  const ids = made.map(shift => shift.id);
  const takeBack = () =>
    http.post('/shifts/drop', { ids }).then(() => {
      for (const shift of made) shifts.remove(shift.id, shift.version + 1);
    }, complain);
  toast(made.length ? say('done.copied', { count: made.length }) : say('done.copiedNone'), {
    undo: made.length ? () => void takeBack() : undefined,
  });
  const [first] = left_out;
  if (first)
    toast(say('done.leftOut', { count: left_out.length, because: first.because }), { tone: 'bad' });
}

/** The same shift so many minutes later on its own clock. */
export function moved(shift: ShiftDraft, minutes: number): ShiftDraft {
  return put(shift, shift.starts + minutes, shift.ends + minutes);
}

/** A shift with this start and end on its own clock, on the day that it then starts on. */
export function put(shift: ShiftDraft, starts: number, ends: number): ShiftDraft {
  const days = Math.floor(starts / DAY_MINUTES);
  return {
    ...shift,
    day: addDays(shift.day, days),
    starts: starts - days * DAY_MINUTES,
    ends: ends - days * DAY_MINUTES,
  };
}

/** What a template is called: its own name, else that of its kind. */
export const templateName = ({ kind, name }: ShiftTemplate): string =>
  name || say(`template.${kind}`);

/** Say what was done and, where the clocks change during the shift, what that comes to. */
function tell(text: string, shift: Shift, undo: () => Promise<unknown>): void {
  toast(text, { undo: () => void undo().catch(complain) });
  const really = (Date.parse(shift.ends_at) - Date.parse(shift.starts_at)) / 60_000;
  if (shift.kind === 'work' && really !== shift.ends - shift.starts) {
    void read(shift).then(
      ({ says }) => toast(says.join(' ')),
      () => {}, // only the explanation is lost
    );
  }
}

/** What planned hours come to, in words. */
export function read(
  draft: ShiftDraft & { person_id: Id },
  signal?: AbortSignal,
): Promise<Reading> {
  const { person_id, kind, zone, day, starts, ends } = draft;
  return http.get<Reading>(
    `/shifts/reading${query({ person_id, kind, zone, day, starts, ends })}`,
    signal,
  );
}
