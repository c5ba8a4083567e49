import { expect, test } from 'vitest';
import { BLANK, editable, readHours, written } from './calendar';

test('what is read and written again is the same', () => {
  const calendar = {
    ...BLANK,
    closures: [{ first: '2026-08-13', last: '2026-08-16', note: 'お盆' }],
    peaks: [
      {
        first: '2026-11-01',
        last: '2026-11-12',
        name: '双十一',
        note: '',
        weekly: { sat: ['10:00-16:00'] },
        over_holidays: true,
      },
    ],
  };
  expect(written(editable(calendar))).toEqual(calendar);
});

test('an entry without a date is no entry yet, and one day needs no second date', () => {
  const calendar = editable(BLANK);
  calendar.closures = [
    { first: '', last: '', note: 'later' },
    { first: '2026-05-01', last: '', note: '' },
  ];
  expect(written(calendar).closures).toEqual([
    { first: '2026-05-01', last: '2026-05-01', note: '' },
  ]);
});

test.each([
  ['9-12, 13:00–18:00', ['09:00-12:00', '13:00-18:00']],
  ['９：００〜１２：００、１３-１８', ['09:00-12:00', '13:00-18:00']],
  ['', []],
  ['noon', ['noon']],
])('%s is read as hours', (typed, hours) => {
  expect(readHours(typed)).toEqual(hours);
});
