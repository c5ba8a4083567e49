import { expect, test } from 'vitest';
import en from '../texts/en.json';
import { type Entry, GROUP_NAMES, GROUPS, placeOf, sentenceOf, subjectOf } from './sentences';

const entry = (more: Partial<Entry>): Entry => ({
  id: 1,
  kind: 'shop_changed',
  at: '2026-11-21T22:00:00.000000Z',
  by: { kind: 'person', id: 1 },
  shop_id: null,
  conversation_id: null,
  changes: [],
  ...more,
});

test('every kind of every group has its sentence, and every group its name', () => {
  for (const group of GROUP_NAMES) {
    expect(en).toHaveProperty([`audit.group.${group}`]);
    for (const kind of GROUPS[group]) expect(en).toHaveProperty([sentenceOf(kind)]);
  }
});

test('a kind nobody has heard of is told all the same', () => {
  expect(sentenceOf('teapot_filled')).toBe('audit.other');
  expect(en['audit.other']).toContain('{kind}');
});

test('the subject is named by what it bears', () => {
  const change = (type: string, value: Record<string, unknown> | null) => ({ type, id: 3, value });
  expect(subjectOf(entry({ changes: [change('shop', { name: '潮音茶舗' })] }))).toBe('潮音茶舗');
  expect(subjectOf(entry({ changes: [change('canned_reply', { title: 'Hi' })] }))).toBe('Hi');
  expect(subjectOf(entry({ changes: [change('invitation', { email: 'a@b.example' })] }))).toBe(
    'a@b.example',
  );
  expect(subjectOf(entry({ changes: [change('order', { number: 'P49031' })] }))).toBe('P49031');
  expect(subjectOf(entry({ changes: [change('team', null)] }))).toBe('');
  const refund = change('refund_request', { amount: 1980, currency: 'USD' });
  expect(subjectOf(entry({ changes: [refund] }))).toContain('19.80');
});

test('what was said leads to its line', () => {
  const said = entry({
    conversation_id: 9,
    changes: [
      { type: 'conversation', id: 9, value: {} },
      { type: 'message', id: 40, value: { seq: 12 } },
    ],
  });
  expect(placeOf(said)).toEqual({ conversation: 9, seq: 12 });
  expect(placeOf(entry({}))).toBeNull();
});
