import { describe, expect, it } from 'vitest';
import { meant, type Thing } from './things';

const parcel = (id: number, active = true): Thing => ({
  key: `parcel ${id}`,
  number: `P-${id}`,
  label: '',
  order_id: null,
  parcel_id: id,
  active,
});
const order = (id: number, active = true): Thing => ({
  ...parcel(id, active),
  key: `order ${id}`,
  order_id: id,
  parcel_id: null,
});
const earlier = (given: { order_id?: number; parcel_id?: number }) =>
  ({ order_id: null, parcel_id: null, ...given }) as never;

describe('which thing is meant', () => {
  it('is the only parcel that is still under way', () => {
    expect(meant([parcel(1, false), parcel(2), order(3)], undefined)?.key).toBe('parcel 2');
    expect(meant([parcel(1, false), order(3)], undefined)?.key).toBe('parcel 1');
  });
  it('is the only open order where nothing has been sent', () => {
    expect(meant([order(3), order(4, false)], undefined)?.key).toBe('order 3');
  });
  it('is for the agent to say where there are several', () => {
    expect(meant([parcel(1), parcel(2)], undefined)).toBeNull();
    expect(meant([order(1), order(2)], undefined)).toBeNull();
    expect(meant([], undefined)).toBeNull();
  });
  it('is what was asked about before, or nothing that the customer has ordered', () => {
    expect(meant([parcel(1), parcel(2)], earlier({ parcel_id: 1 }))?.key).toBe('parcel 1');
    expect(meant([parcel(1), order(2)], earlier({ order_id: 2 }))?.key).toBe('order 2');
    expect(meant([parcel(1)], earlier({}))).toBeNull();
  });
});
