// @vitest-environment jsdom

import type { Shift, ShiftTemplate } from '@shared/contracts';
import { describe, expect, test } from 'vitest';
import { wishOf } from './keys';

const SHIFT: Shift = {
  id: 1,
  version: 1,
  person_id: 1,
  kind: 'work',
  zone: 'Asia/Tokyo',
  day: '2026-03-02',
  starts: 15,
  ends: 480,
  starts_at: '',
  ends_at: '',
};
const NIGHT: ShiftTemplate = { kind: 'night', name: '', starts: 1320, ends: 1800 };

const press = (key: string, held: { shift?: true; ctrl?: true } = {}) =>
  new KeyboardEvent('keydown', { key, shiftKey: held.shift, ctrlKey: held.ctrl });
const wish = (event: KeyboardEvent, shift?: Shift, editing = true) =>
  wishOf(event, shift, [NIGHT], editing);
const becomes = (event: KeyboardEvent, shift = SHIFT) => {
  const found = wish(event, shift);
  return found?.do === 'change' ? found.to(shift) : null;
};

describe('the keys of the grid', () => {
  test('arrows step, whoever presses them', () => {
    expect(wish(press('ArrowDown'), undefined, false)).toEqual({ do: 'step', along: 0, across: 1 });
    expect(wish(press('Enter'), undefined, false)).toEqual({ do: 'open' });
  });

  test('who only reads the plan changes nothing', () => {
    for (const key of ['1', 'n', 'l', 'Delete', ']']) {
      expect(wish(press(key), SHIFT, false)).toBeNull();
    }
  });

  test('a number is a template: a new shift, or other hours of this one', () => {
    expect(wish(press('1'))).toEqual({
      do: 'make',
      to: { kind: 'work', starts: 1320, ends: 1800 },
    });
    expect(becomes(press('1'))).toMatchObject({ day: '2026-03-02', starts: 1320, ends: 1800 });
    expect(wish(press('2'))).toBeNull();
    expect(wish(press('1'), { ...SHIFT, kind: 'leave' })).toBeNull();
  });

  test('half an hour earlier than the day begins is the day before', () => {
    expect(becomes(press('ArrowLeft', { shift: true }))).toMatchObject({
      day: '2026-03-01',
      starts: 1425,
      ends: 1890,
    });
    expect(becomes(press('ArrowRight', { ctrl: true }))).toMatchObject({
      day: '2026-03-03',
      starts: 15,
    });
  });

  test('a shift is never shortened to nothing', () => {
    expect(becomes(press('['), { ...SHIFT, ends: 60 })).toMatchObject({ starts: 15, ends: 45 });
    expect(becomes(press(']'))).toMatchObject({ starts: 15, ends: 510 });
  });
});
