import { describe, expect, test } from 'vitest';
import { fill, fitting, localeFor, slashAt } from './canned';

const reply = (id: number, shortcut: string, texts: Record<string, string>, shop_id?: number) => ({
  id,
  version: 1,
  shop_id: shop_id ?? null,
  shortcut,
  title: shortcut,
  texts,
});

test('names are put in their places, other braces stay', () => {
  const names = { customer: '王丽华', agent: '林', shop: '松屋' };
  expect(fill('{customer}您好，我是{shop}的{agent}。{order}', names)).toBe(
    '王丽华您好，我是松屋的林。{order}',
  );
  expect(fill('{customer}', { ...names, customer: '{agent}' })).toBe('{agent}');
});

test.each([
  ['{customer}您好，我是{shop}的{agent}。', '您好，我是松屋的林。'],
  ['{customer}，讓您久等了。', '讓您久等了。'],
  ['{customer}様、大変お待たせいたしました。', 'お客様、大変お待たせいたしました。'],
  ['안녕하십니까, {customer} 고객님.', '안녕하십니까, 고객님.'],
  ['{customer} 님께 안내드립니다.', '고객님께 안내드립니다.'],
  ['Hello {customer}, how can I help?', 'Hello, how can I help?'],
  ['{customer}, your parcel is here.', 'Your parcel is here.'],
  ['Good news. {customer}, it came!', 'Good news. It came!'],
  ['Sorry to keep you waiting, {customer}.', 'Sorry to keep you waiting.'],
  ['Merci, {customer}, et pardon.', 'Merci, et pardon.'],
  ['¡Hola, {customer}!', '¡Hola!'],
])('nobody is greeted by the mark that stands for a name: %s', (text, said) => {
  expect(fill(text, { customer: '#4F2A', agent: '林', shop: '松屋' })).toBe(said);
});

test("the language is the customer's, else the shop's, else English, else what there is", () => {
  const texts = { 'zh-CN': '一', 'zh-TW': '二', ja: '三', en: '四' };
  expect(localeFor(texts, ['zh-Hant', 'ja'])).toBe('zh-TW');
  expect(localeFor(texts, [null, 'ja-JP'])).toBe('ja');
  expect(localeFor(texts, ['fr', 'es'])).toBe('en');
  expect(localeFor({ ko: '오' }, ['fr'])).toBe('ko');
});

describe('what fits what was typed', () => {
  const replies = [
    reply(1, 'sorry', { ja: '申し訳ございません', en: 'We are sorry' }),
    reply(2, 'ship', { 'zh-CN': '今天发货', en: 'It ships today' }),
    reply(3, 'shipcost', { ja: '送料は無料です' }, 7),
    reply(4, 'thanks', { en: 'Thank you for shopping' }),
  ];
  const ids = (typed: string, shop: number) =>
    fitting(replies, typed, shop, ['ja']).map(found => found.reply.id);

  test('shortcuts first, then words inside; only the shop’s own and everybody’s', () => {
    expect(ids('ship', 7)).toEqual([2, 3]);
    expect(ids('ship', 8)).toEqual([2]);
    expect(ids('shop', 8)).toEqual([4]);
    expect(ids('', 8)).toEqual([2, 1, 4]);
    expect(ids('nothing', 8)).toEqual([]);
  });

  test('full-width letters find half-width ones', () => {
    expect(ids('ＳＯＲＲＹ', 8)).toEqual([1]);
    expect(fitting(replies, '申し訳', 8, ['ja'])[0]?.text).toBe('申し訳ございません');
  });
});

test.each([
  ['/', 1, { from: 0, typed: '' }],
  ['您好 /ship', 8, { from: 3, typed: 'ship' }],
  ['a\n/x', 4, { from: 2, typed: 'x' }],
  ['and/or', 6, null],
  ['/ship now', 9, null],
  ['https://a.example', 8, null],
])('a slash in %j at %i', (text, caret, found) => {
  expect(slashAt(text, caret)).toEqual(found);
});
