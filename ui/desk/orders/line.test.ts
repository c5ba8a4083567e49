import type { JourneyWords, StateWords } from '@shared/orders';
import { expect, test } from 'vitest';
import { stopsOf } from './line';

const state = (station: string): StateWords => ({
  station,
  name: `<${station}>`,
  means: '',
  asks: '',
  next: '',
  may_follow: [],
});
const states = {
  placed: state('bought'),
  paid: state('paid'),
  preparing: state('paid'),
  export: state('under_way'),
  customs: state('customs'),
  delivered: state('delivered'),
  lost: state('delivered'),
};
const words: JourneyWords = {
  direct: states,
  via_warehouse: states,
  stations: {},
  tracking: {},
  carriers: {},
  flags: {},
};
const shape = (now: string, reached: string[], abroad = true) =>
  stopsOf(
    {
      via_warehouse: false,
      state: now,
      reached: Object.fromEntries(reached.map((name, day) => [name, `2026-01-0${day + 1}`])),
    },
    abroad ? [{ direction: 'international' }] : [],
    words,
  );

test('what is behind is done, one is now, the rest is next', () => {
  expect(shape('export', ['placed', 'paid', 'export']).map(stop => stop.standing)).toEqual([
    'done',
    'done',
    'now',
    'next',
    'next',
    'next',
  ]);
});

test('a station bears the day it was first reached', () => {
  const paid = shape('preparing', ['placed', 'paid', 'preparing'])[1];
  expect(paid).toMatchObject({ standing: 'now', at: '2026-01-02' });
});

test('what was delivered has nothing left to do', () => {
  expect(shape('delivered', ['delivered']).every(stop => stop.standing === 'done')).toBe(true);
});

test('nothing passes customs that stays at home', () => {
  expect(shape('placed', ['placed'], false).map(stop => stop.name)).not.toContain('customs');
});

test('a journey that ended early ends where it did', () => {
  const line = shape('lost', ['placed', 'paid', 'export', 'lost']);
  expect(line.map(stop => stop.standing)).toEqual(['done', 'done', 'done', 'ended']);
  expect(line.at(-1)?.at).toBe('2026-01-04');
});
