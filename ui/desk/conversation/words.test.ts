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
  [
    '我的电话是13800138000，谢谢',
    [{ text: '我的电话是' }, { text: '13800138000', href: 'tel:13800138000' }, { text: '，谢谢' }],
  ],
  [
    'Call +81 (90) 1111-2222 or 03-1234-5678.',
    [
      { text: 'Call ' },
      { text: '+81 (90) 1111-2222', href: 'tel:+819011112222' },
      { text: ' or ' },
      { text: '03-1234-5678', href: 'tel:0312345678' },
      { text: '.' },
    ],
  ],
  ['order 250-1234567-1234567', [{ text: 'order 250-1234567-1234567' }]],
  ['4729183746591028374', [{ text: '4729183746591028374' }]],
  ['2026-11-22 09:00', [{ text: '2026-11-22 09:00' }]],
  [
    'https://a.example/+819011112222',
    [{ text: 'https://a.example/+819011112222', href: 'https://a.example/+819011112222' }],
  ],
  ['javascript:alert(1)', [{ text: 'javascript:alert(1)' }]],
  ['<b>https</b>', [{ text: '<b>https</b>' }]],
  // Which leads to evil.example, whatever an agent in a hurry reads.
  ['https://shop.example@evil.example/', [{ text: 'https://shop.example@evil.example/' }]],
  ['https://rаkuten.example/', [{ text: 'https://rаkuten.example/' }]],
  ['https://shop.example\u202Emoc.live', [{ text: 'https://shop.example\u202Emoc.live' }]],
])('%s', (text, found) => {
  expect(pieces(text)).toEqual(found);
  expect(
    pieces(text)
      .map(piece => piece.text)
      .join(''),
  ).toBe(text);
});
