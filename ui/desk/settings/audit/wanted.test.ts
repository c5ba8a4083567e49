import { describe, expect, test } from 'vitest';
import { GROUPS } from './sentences';
import { auditPath, EVERYTHING, kindsOf } from './wanted';

describe('what is asked of the log', () => {
  test('is everything, a page at a time', () => {
    expect(auditPath('/audit', EVERYTHING)).toBe('/audit?limit=50');
    expect(auditPath('/audit', EVERYTHING, '17')).toBe('/audit?limit=50&cursor=17');
  });

  test('is narrowed to a person, a kind and a period, in the file as on the screen', () => {
    const wanted = { person: '3', kind: 'team_made', since: '2026-11-01', until: '2026-11-22' };
    const asked = 'actor_id=3&kind=team_made&since=2026-11-01&until=2026-11-22';
    expect(auditPath('/audit/csv', { ...wanted, kind: 'team_made' })).toBe(`/audit/csv?${asked}`);
    expect(auditPath('/audit', { ...wanted, kind: 'team_made' })).toBe(`/audit?limit=50&${asked}`);
  });

  test('can be a whole group of kinds', () => {
    expect(kindsOf('group:data')).toEqual(GROUPS.data);
    expect(kindsOf('shop_made')).toEqual(['shop_made']);
    expect(kindsOf('')).toEqual([]);
  });
});
