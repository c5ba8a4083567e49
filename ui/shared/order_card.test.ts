import { expect, test } from 'vitest';
import { orderCard } from './order_card';

const page = `https://desk.example/o/12.${'0a'.repeat(20)}`;

test('a text that ends with an order’s page is a card', () => {
  expect(orderCard(`茶筒\nご注文番号 1\n通関中\n${page}`)).toEqual({
    title: '茶筒',
    lines: ['ご注文番号 1', '通関中'],
    href: page,
  });
});

test.each([
  page,
  `see ${page}`,
  `a\n${page}\nb`,
  `a\n${page}0`,
  'a\njavascript:alert(1)//o/1.0',
  'a\nhttps://desk.example/o/12',
  '',
])('%s is only text', body => {
  expect(orderCard(body)).toBeNull();
});
