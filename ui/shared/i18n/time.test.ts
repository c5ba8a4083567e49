import { expect, test } from 'vitest';
import { knownZone, sizeText, spanText, timeFormats } from './time';

const now = Date.parse('2026-11-21T20:00:00Z');

test('a day is the day of the zone, not of the machine', () => {
  const late = '2026-11-21T16:30:00.000000Z';
  expect(timeFormats('en', 'Asia/Tokyo').dayKey(late)).toBe('2026-11-22');
  expect(timeFormats('en', 'Europe/Paris').dayKey(late)).toBe('2026-11-21');
  expect(timeFormats('en', 'Asia/Tokyo').time(late)).toBe('01:30');
});

test('days near by have names', () => {
  const { day } = timeFormats('en', 'UTC');
  expect(day('2026-11-21T01:00:00Z', now)).toBe('Today');
  expect(day('2026-11-20T23:59:00Z', now)).toBe('Yesterday');
  expect(day('2026-11-17T12:00:00Z', now)).toBe('Tuesday');
  expect(day('2026-01-05T12:00:00Z', now)).toContain('January');
  expect(day('2024-01-05T12:00:00Z', now)).toContain('2024');
  expect(timeFormats('ja', 'UTC').day('2026-11-20T10:00:00Z', now)).toBe('昨日');
});

test('a span counts in seconds, then in the words of the language', () => {
  expect(spanText(0, 'en')).toBe('0:00');
  expect(spanText(62_400, 'en')).toBe('1:02');
  expect(spanText(59 * 60_000, 'ja')).toBe('59:00');
  expect(spanText(-5000, 'en')).toBe('0:00');
  expect(spanText(2.9 * 3_600_000, 'en')).toBe('2h');
  expect(spanText(50 * 3_600_000, 'en')).toBe('2d');
  expect(spanText(50 * 3_600_000, 'ja')).toBe('2 日');
  expect(spanText(2.9 * 3_600_000, 'zh-CN')).toBe('2小时');
});

test('sizes are read in the unit that fits', () => {
  expect(sizeText(900, 'en')).toBe('900 byte');
  expect(sizeText(1500, 'en')).toBe('1.5 kB');
  expect(sizeText(25_000_000, 'en')).toBe('25 MB');
});

test('an unknown zone is none, and breaks nothing', () => {
  expect(knownZone('Asia/Seoul')).toBe('Asia/Seoul');
  expect(knownZone('Moon/Crater')).toBeUndefined();
  expect(knownZone(null)).toBeUndefined();
  expect(timeFormats('en', 'Moon/Crater').time(now)).toMatch(/^\d\d:\d\d$/);
});
