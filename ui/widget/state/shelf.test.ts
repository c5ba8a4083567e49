// @vitest-environment jsdom

import { afterEach, describe, expect, it, vi } from 'vitest';
import { move, shelf } from './shelf.ts';

afterEach(() => localStorage.clear());

describe('the shelf', () => {
  it('keeps each owner’s things apart', () => {
    shelf('a').set('visitor', '1');
    shelf('a@anna').set('visitor', '2');
    expect(shelf('a').get('visitor')).toBe('1');
    expect(shelf('a').names('')).toEqual(['visitor']);
    expect(shelf('a@anna').get('visitor')).toBe('2');
  });

  it('moves everything when a visitor signs in', () => {
    const [anonymous, anna] = [shelf('a'), shelf('a@anna')];
    anonymous.set('visitor', '1');
    anonymous.set('out:x', '{}');
    move(anonymous, anna);
    expect(anonymous.names('')).toEqual([]);
    expect(anna.names('').sort()).toEqual(['out:x', 'visitor']);
  });

  it('remembers in memory where storage is denied or full', () => {
    for (const method of ['getItem', 'setItem', 'removeItem'] as const) {
      vi.spyOn(Storage.prototype, method).mockImplementation(() => {
        throw new DOMException('denied', 'SecurityError');
      });
    }
    const denied = shelf('a');
    denied.set('out:1', 'line');
    expect(denied.get('out:1')).toBe('line');
    expect(denied.names('out:')).toEqual(['out:1']);
    denied.set('out:1', null);
    expect(denied.get('out:1')).toBeNull();
  });

  it('hears of other tabs, of its own owner only', () => {
    const heard = vi.fn();
    shelf('a').watch(heard);
    const tell = (key: string, newValue: string | null) =>
      dispatchEvent(new StorageEvent('storage', { key, newValue }));
    tell('madoguchi:a:out:1', 'x');
    tell('madoguchi:b:out:1', 'x');
    tell('other', 'x');
    expect(heard.mock.calls).toEqual([['out:1', 'x']]);
  });
});
