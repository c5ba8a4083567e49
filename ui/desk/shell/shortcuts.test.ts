// @vitest-environment jsdom

import { expect, test } from 'vitest';
import en from '../texts/en.json';
import { KEYS } from './shortcuts';

test('no key means two things', () => {
  const keys = KEYS.map(each => each.key);
  expect(new Set(keys).size).toBe(keys.length);
});

test('the keys of the house are there, each with its words', () => {
  const keys = KEYS.map(each => each.key);
  for (const key of [
    'j',
    'k',
    'Enter',
    'r',
    'n',
    'e',
    's',
    'a',
    't',
    '/',
    'Ctrl+k',
    'Escape',
    '?',
  ]) {
    expect(keys).toContain(key);
  }
  for (const { text } of KEYS) expect(en).toHaveProperty([text]);
});
