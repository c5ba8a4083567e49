// What the grid's keys mean: steps from place to place, and steps of the shift that one stands on.

import { keyName } from '@shared/components/keyboard';
import type { Id, Shift, ShiftTemplate } from '@shared/contracts';
import { DAY_MINUTES } from './clock';
import { draftOf, moved, put, type ShiftDraft } from './plan';

export const STEP = 30;

export type Wish =
  | { do: 'step'; along: number; across: number }
  | { do: 'open' }
  | { do: 'new' }
  | { do: 'drop' }
  | { do: 'hand'; across: number }
  /** What becomes of the shift as it stands when its turn comes. */
  | { do: 'change'; to: (shift: Shift) => ShiftDraft }
  | { do: 'make'; to: Pick<ShiftDraft, 'kind' | 'starts' | 'ends'> };

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** What a press wants, standing on `shift` or on a day without one; null: nothing of the grid's. */
export function wishOf(
  event: KeyboardEvent,
  shift: Shift | undefined,
  templates: readonly ShiftTemplate[],
  editing: boolean,
): Wish | null {
  const key = keyName(event);
  const [along, across] = STEPS[key] ?? [0, 0];
  if (along || across) return { do: 'step', along, across };
  if (key === 'Enter' || key === ' ') return { do: 'open' };
  if (!editing) return null;
  const template = /^[1-9]$/.test(key) ? templates[Number(key) - 1] : undefined;
  if (template) {
    const { starts, ends } = template;
    if (shift?.kind === 'work')
      return { do: 'change', to: held => ({ ...draftOf(held), starts, ends }) };
    if (!shift) return { do: 'make', to: { kind: 'work', starts, ends } };
    return null;
  }
  if (key === 'n') return { do: 'new' };
  if (key === 'l' && !shift)
    return { do: 'make', to: { kind: 'leave', starts: 0, ends: DAY_MINUTES } };
  return shift ? ofShift(key) : null;
}

/** Longer at its end, or shorter; never shorter than a step. */
const longer = (shift: Shift, by: number): ShiftDraft =>
  put(draftOf(shift), shift.starts, Math.max(shift.starts + STEP, shift.ends + by));

function ofShift(key: string): Wish | null {
  switch (key) {
    case 'Delete':
    case 'Backspace':
      return { do: 'drop' };
    case 'Shift+ArrowLeft':
      return { do: 'change', to: held => moved(draftOf(held), -STEP) };
    case 'Shift+ArrowRight':
      return { do: 'change', to: held => moved(draftOf(held), STEP) };
    case 'Ctrl+ArrowLeft':
      return { do: 'change', to: held => moved(draftOf(held), -DAY_MINUTES) };
    case 'Ctrl+ArrowRight':
      return { do: 'change', to: held => moved(draftOf(held), DAY_MINUTES) };
    case 'Shift+ArrowUp':
      return { do: 'hand', across: -1 };
    case 'Shift+ArrowDown':
      return { do: 'hand', across: 1 };
    case ']':
      return { do: 'change', to: held => longer(held, STEP) };
    case '[':
      return { do: 'change', to: held => longer(held, -STEP) };
  }
  return null;
}

/** A draft of what is new on a day. */
export const draftFor = (
  person_id: Id,
  day: string,
  zone: string,
  { kind, starts, ends }: Pick<ShiftDraft, 'kind' | 'starts' | 'ends'>,
): ShiftDraft => ({ person_id, kind, zone, day, starts, ends });
