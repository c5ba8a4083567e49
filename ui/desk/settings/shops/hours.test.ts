import { describe, expect, test } from 'vitest';
import {
  copyDay,
  DAYS,
  kindOf,
  nextStretch,
  ofKind,
  readTime,
  spans,
  weeklyHours,
  withoutClosed,
} from './hours';

describe('a day', () => {
  test('is closed, open for hours, or open whole', () => {
    expect(kindOf([])).toBe('closed');
    expect(kindOf(undefined)).toBe('closed');
    expect(kindOf([['00:00', '24:00']])).toBe('whole');
    expect(kindOf([['09:00', '12:00']])).toBe('hours');
  });

  test('keeps its hours when it is said to have hours', () => {
    expect(ofKind('hours', [['10:00', '19:00']])).toEqual([['10:00', '19:00']]);
    expect(ofKind('hours', [['00:00', '24:00']])).toEqual([['09:00', '18:00']]);
    expect(ofKind('closed', [['10:00', '19:00']])).toEqual([]);
  });

  test('takes one stretch more after a rest, as long as there is room', () => {
    expect(nextStretch([])).toEqual(['09:00', '18:00']);
    expect(nextStretch([['09:00', '12:00']])).toEqual(['13:00', '18:00']);
    expect(nextStretch([['09:00', '21:00']])).toEqual(['22:00', '23:00']);
    expect(nextStretch([['09:00', '23:00']])).toBeNull();
    expect(nextStretch([['20:00', '02:00']])).toBeNull();
  });

  test.each([
    ['9', '09:00'],
    ['930', '09:30'],
    ['0930', '09:30'],
    ['9.30', '09:30'],
    ['９：３０', '09:30'],
    ['24', '24:00'],
    ['24:00', '24:00'],
    ['24:30', '24:30'],
    ['9:75', '9:75'],
    ['noon', 'noon'],
  ])('reads %s as %s', (typed, read) => {
    expect(readTime(typed)).toBe(read);
  });
});

describe('a week', () => {
  const weekly = {
    mon: [['09:00', '12:00'] as [string, string], ['13:00', '18:00'] as [string, string]],
    sun: [['22:00', '02:00'] as [string, string]],
  };

  test('is counted in hours, past midnight too', () => {
    expect(weeklyHours(weekly)).toBe(12);
    expect(weeklyHours({})).toBe(0);
    expect(weeklyHours({ mon: [['00:00', '24:00']] })).toBe(24);
  });

  test('is copied day to day, and closed days are left out', () => {
    const copied = copyDay(weekly, 'mon', DAYS);
    expect(weeklyHours(copied)).toBe(56);
    expect(Object.keys(copyDay(weekly, 'tue', DAYS))).toEqual([]);
    expect(withoutClosed({ mon: [], tue: [['09:00', '10:00']] })).toEqual({
      tue: [['09:00', '10:00']],
    });
  });

  test('shows on Monday what Sunday night left over', () => {
    expect(spans(weekly, 'mon')).toEqual([
      { from: 0, to: 2 / 24 },
      { from: 9 / 24, to: 12 / 24 },
      { from: 13 / 24, to: 18 / 24 },
    ]);
    expect(spans(weekly, 'sun')).toEqual([{ from: 22 / 24, to: 1 }]);
  });
});
