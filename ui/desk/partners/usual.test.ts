import type { KindField, RequestKindView } from '@shared/partners';
import { describe, expect, it } from 'vitest';
import { standsAlone, usual } from './usual';

const field = (given: Partial<KindField>): KindField =>
  ({ name: 'x', type: 'line', choices: [], required: true, ...given }) as KindField;
const kind = (...wanted: KindField[]): RequestKindView =>
  ({ name: 'hold', wanted, asks_in_words: false }) as unknown as RequestKindView;
const choices = [
  { name: 'outside', label: '' },
  { name: 'label', label: '' },
];

describe('what is usual', () => {
  it('is the first choice, and nothing that may be left out', () => {
    const asked = kind(
      field({ name: 'views', type: 'choices', choices }),
      field({ name: 'box', type: 'choice', choices }),
      field({ name: 'reason', type: 'choice', choices, required: false }),
    );
    expect(usual(asked, 0, 'UTC')).toEqual({ views: ['outside'], box: 'outside' });
  });
  it('is three days ahead on the calendar of whoever asks', () => {
    const early = Date.parse('2026-11-21T23:30:00Z'); // Sunday morning in Tokyo
    const until = kind(field({ name: 'until', type: 'date' }));
    expect(usual(until, early, 'Asia/Tokyo')).toEqual({ until: '2026-11-25' });
    expect(usual(until, early, 'America/New_York')).toEqual({ until: '2026-11-24' });
  });
  it('is no deadline and no question', () => {
    expect(standsAlone(kind(field({ type: 'date' })))).toBe(true);
    expect(standsAlone(kind(field({ type: 'moment' })))).toBe(false);
    expect(standsAlone({ ...kind(), asks_in_words: true })).toBe(false);
  });
});
