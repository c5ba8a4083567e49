import { describe, expect, it } from 'vitest';
import { day, daysFrom, opening, sameDay, week, zoneName } from './time.ts';

const now = new Date(2026, 10, 23, 15, 0);
const at = (days: number, hour = 9) => new Date(2026, 10, 23 + days, hour).toISOString();

describe('days', () => {
  it('are counted on the reader’s calendar, not in hours', () => {
    expect(daysFrom(new Date(2026, 0, 1, 23, 59), new Date(2026, 0, 2, 0, 1))).toBe(1);
    expect(daysFrom(new Date(2026, 2, 28), new Date(2026, 2, 30))).toBe(2);
    expect(sameDay(at(0, 0), at(0, 23))).toBe(true);
    expect(sameDay(at(0, 23), at(1, 0))).toBe(false);
  });

  it('are named near by, and dated farther off', () => {
    expect(day(at(0), 'zh-CN', now)).toBe('今天');
    expect(day(at(-1), 'ja', now)).toBe('昨日');
    expect(day(at(-1), 'ko', now)).toBe('어제');
    expect(day(at(-5), 'en', now)).toMatch(/Nov/);
    expect(day(new Date(2024, 1, 3).toISOString(), 'fr', now)).toMatch(/2024/);
  });
});

describe('the opening', () => {
  it('is a time today, else a day and a time', () => {
    expect(opening(at(0, 17), 'fr', now)).toBe('17:00');
    expect(opening(at(1), 'zh-TW', now)).toMatch(/^明天.*9:00$/);
    expect(opening(at(3), 'en', now)).toMatch(/Thu.*9:00/);
    expect(opening(at(20), 'es', now)).toMatch(/13.*dic.*9:00/);
  });
});

describe('the week', () => {
  it('takes days with the same hours together', () => {
    const long: [string, string][] = [['09:00', '18:00']];
    const split: [string, string][] = [
      ['10:00', '12:00'],
      ['13:00', '15:00'],
    ];
    const weekly = { mon: long, tue: long, wed: long, thu: long, sat: split };
    expect(week({ zone: 'Asia/Tokyo', weekly, closures: [] }, 'en', 'Closed')).toEqual([
      ['Mon – Thu', '09:00–18:00'],
      ['Fri', 'Closed'],
      ['Sat', '10:00–12:00, 13:00–15:00'],
      ['Sun', 'Closed'],
    ]);
  });

  it('names the shop’s zone as people do', () => {
    expect(zoneName('Asia/Tokyo', 'en')).toMatch(/Japan/);
    expect(zoneName('Nowhere/At_All', 'en')).toBe('Nowhere/At_All');
  });
});
