import { effect } from '@preact/signals';
import { describe, expect, test } from 'vitest';
import { EntityMap } from './entities';

const thing = (id: number, version: number, word = '') => ({ id, version, word });

describe('an entity map', () => {
  test('takes what is newer and drops what is as old or older', () => {
    const map = new EntityMap<ReturnType<typeof thing>>();
    expect(map.upsert(thing(1, 2, 'two'))).toBe(true);
    expect(map.upsert(thing(1, 1, 'one'))).toBe(false);
    expect(map.upsert(thing(1, 2, 'again'))).toBe(false);
    expect(map.peek(1)?.word).toBe('two');
    expect(map.upsert(thing(1, 3, 'three'))).toBe(true);
    expect(map.peek(1)?.word).toBe('three');
  });

  test('ends in the same state whatever the order of arrival, and however often', () => {
    const steps = [thing(1, 1), thing(2, 1), thing(1, 2, 'b'), thing(2, 3, 'c'), thing(2, 2)];
    const orders = [steps, [...steps].reverse(), [...steps, ...steps]];
    const ends = orders.map(order => {
      const map = new EntityMap<ReturnType<typeof thing>>();
      map.upsertAll(order);
      return map.peekValues().sort((a, b) => a.id - b.id);
    });
    for (const end of ends) expect(end).toEqual([thing(1, 2, 'b'), thing(2, 3, 'c')]);
  });

  test('does not revive what is gone by a late older state', () => {
    const map = new EntityMap<ReturnType<typeof thing>>();
    map.upsert(thing(1, 1));
    expect(map.remove(1, 2)).toBe(true);
    expect(map.upsert(thing(1, 1))).toBe(false);
    expect(map.peek(1)).toBeUndefined();
    expect(map.upsert(thing(1, 3, 'back'))).toBe(true);
    expect(map.peek(1)?.word).toBe('back');
  });

  test('takes what was forgotten as it comes back, though nothing has changed in it', () => {
    const map = new EntityMap<ReturnType<typeof thing>>();
    map.upsertAll([thing(1, 2, 'as it was'), thing(2, 1)]);
    map.forget(1);
    expect(map.peekValues()).toEqual([thing(2, 1)]);
    expect(map.upsert(thing(1, 2, 'as it was'))).toBe(true);
  });

  test('tells the readers of one entity only of that one', () => {
    const map = new EntityMap<ReturnType<typeof thing>>();
    map.upsert(thing(1, 1));
    let heard = 0;
    const stop = effect(() => {
      map.get(1);
      heard += 1;
    });
    map.upsert(thing(2, 1));
    expect(heard).toBe(1);
    map.upsert(thing(1, 2));
    expect(heard).toBe(2);
    stop();
  });

  test('begins anew with a snapshot, marks included, but keeps what it is told to', () => {
    const map = new EntityMap<ReturnType<typeof thing>>();
    map.upsertAll([thing(1, 5), thing(2, 5)]);
    map.clear(value => value.id === 2);
    expect(map.peekValues().map(value => value.id)).toEqual([2]);
    expect(map.upsert(thing(1, 4))).toBe(true);
    expect(map.upsert(thing(2, 4))).toBe(false);
  });
});
