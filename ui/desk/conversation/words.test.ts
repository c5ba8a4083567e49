import { expect, test } from 'vitest';
import { pieces } from './words';

test.each([
  ['plain', [{ text: 'plain' }]],
  [
    '请看https://a.example/x。谢谢',
    [
      { text: '请看' },
      { text: 'https://a.example/x', href: 'https://a.example/x' },
      { text: '。谢谢' },
    ],
  ],
  [
    '（https://a.example/q?a=1&b=2）',
    [
      { text: '（' },
      { text: 'https://a.example/q?a=1&b=2', href: 'https://a.example/q?a=1&b=2' },
      { text: '）' },
    ],
  ],
  ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
  ['<b>https</b>', [{ text: '<b>https</b>' }]],
])('%s', (text, found) => {
  expect(pieces(text)).toEqual(found);
  expect(
    pieces(text)
      .map(piece => piece.text)
      .join(''),
  ).toBe(text);
});
