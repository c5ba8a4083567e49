import { expect, test } from 'vitest';
import { readAddresses, writeAddresses } from './addresses';

test('reads names, bare addresses and the commas of every keyboard', () => {
  const { addresses, wrong } = readAddresses(
    '山田 花子 <hana@shop.example>, lin@shop.example；"Kim, Haeun" <kim@shop.example>、',
  );
  expect(addresses).toEqual([
    { name: '山田 花子', address: 'hana@shop.example' },
    { name: '', address: 'lin@shop.example' },
    { name: 'Kim, Haeun', address: 'kim@shop.example' },
  ]);
  expect(wrong).toEqual([]);
});

test('keeps what is no address, to be shown', () => {
  expect(readAddresses('lin@shop, hana').wrong).toEqual(['lin@shop', 'hana']);
});

test('reads what it has written', () => {
  const addresses = [
    { name: 'Kim, Haeun', address: 'kim@shop.example' },
    { name: '', address: 'lin@shop.example' },
  ];
  expect(readAddresses(writeAddresses(addresses)).addresses).toEqual(addresses);
});
