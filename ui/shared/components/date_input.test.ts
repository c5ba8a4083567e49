import { expect, test } from 'vitest';
import { dateText, emptyText } from './date_input';

test('a date is written as the language does, whatever the browser speaks', () => {
  expect(dateText('date', '2026-03-09', 'ja')).toBe('2026年3月9日');
  expect(dateText('date', '2026-03-09', 'zh-CN')).toBe('2026年3月9日');
  expect(dateText('date', '2026-03-09', 'ko')).toBe('2026년 3월 9일');
  expect(dateText('date', '2026-03-09', 'en')).toBe('Mar 9, 2026');
  expect(dateText('datetime-local', '2026-03-09T18:05', 'ja')).toBe('2026年3月9日 18:05');
  expect(dateText('time', '18:05', 'zh-TW')).toBe('18:05');
  expect(dateText('time', '09:05', 'en')).toBe('09:05');
});

test('what is no date is not written at all', () => {
  for (const value of ['', '2026-13-40', 'tomorrow']) {
    expect(dateText('date', value, 'en')).toBe('');
  }
  expect(dateText('color', '#ff0000', 'en')).toBe('');
});

test('an empty day names its parts in the order of the language', () => {
  expect(emptyText('date', 'ja')).toBe('年/月/日');
  expect(emptyText('date', 'zh-CN')).toBe('年/月/日');
  expect(emptyText('date', 'en')).toBe('month/day/year');
  expect(emptyText('time', 'en')).toBe('');
});
