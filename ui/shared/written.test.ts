import { expect, test } from 'vitest';
import { written } from './written';

test.each([
  ['half a character', 'a\ud83d b\ude00', 'a\ufffd b\ufffd'],
  ['a whole one', '😀👩‍👩‍👧', '😀👩‍👩‍👧'],
  ['what only looks like an escape', '\\ud83d \\\\ud83d "\n', '\\ud83d \\\\ud83d "\n'],
  ['half a character behind a backslash', '\\\ud83d', '\\\ufffd'],
])('%s is written so that it can be read', (_, text, read) => {
  expect(JSON.parse(written({ [text]: text }))).toEqual({ [read]: read });
});
