import { expect, test } from 'vitest';
import { fieldTime } from '../conversation/snooze_times';
import { dueText, endOfDay, fieldValue } from './times';

const now = Date.parse('2026-03-11T01:20:00Z'); // 10:20 on Wednesday in Tokyo

test('a day near by has its name', () => {
  expect(dueText('2026-03-12T09:00:00Z', now, 'en', 'Asia/Tokyo')).toBe('tomorrow 18:00');
  expect(dueText('2026-03-11T09:00:00Z', now, 'ja', 'Asia/Tokyo')).toBe('今日 18:00');
  expect(dueText('2026-03-16T09:00:00Z', now, 'en', 'Asia/Tokyo')).toContain('16');
});

test('a field reads back what it shows', () => {
  for (const zone of ['Asia/Tokyo', 'America/New_York', 'UTC']) {
    expect(fieldTime(fieldValue(now, zone), zone)).toBe(now);
  }
});

test('the day ends at midnight of the zone, over daylight saving too', () => {
  expect(endOfDay(now, 'Asia/Tokyo')).toBe(Date.parse('2026-03-11T15:00:00Z'));
  const before = Date.parse('2026-03-08T06:30:00Z');
  expect(endOfDay(before, 'America/New_York')).toBe(Date.parse('2026-03-09T04:00:00Z'));
});
