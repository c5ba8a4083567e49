// @vitest-environment jsdom

import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Kept } from './kept';

const gone = vi.fn();
const tabs: Kept<string>[] = [];
const tab = () => {
  const made = new Kept<string>('lines.3.', gone);
  tabs.push(made);
  return made;
};
const stored = () => Object.keys(localStorage).sort();

beforeEach(() => {
  localStorage.clear();
  gone.mockClear();
});

afterEach(() => {
  for (const each of tabs.splice(0)) each.close();
});

test('two tabs keep theirs beside each other', () => {
  const [one, other] = [tab(), tab()];
  one.keep({ a: 'from one' });
  other.keep({ b: 'from the other' });
  other.keep({});
  expect(stored()).toEqual(['lines.3.a']);
  expect(tab().all()).toEqual({ a: 'from one' });
});

test('a new tab finds everything, and forgets what it has dealt with', () => {
  tab().keep({ a: 'one', b: 'two' });
  localStorage.setItem('lines.31.c', '"somebody else’s"');
  localStorage.setItem('lines.3.d', 'damaged');
  const next = tab();
  expect(next.all()).toEqual({ a: 'one', b: 'two' });
  next.keep({ b: 'two' });
  expect(stored()).toEqual(['lines.3.b', 'lines.3.d', 'lines.31.c']);
});

test('what another tab has dealt with is gone here too', () => {
  tab().keep({ a: 'one' });
  const next = tab();
  next.all();
  const event = new StorageEvent('storage', { key: 'lines.3.a', newValue: null });
  dispatchEvent(event);
  dispatchEvent(event);
  expect(gone).toHaveBeenCalledTimes(2); // once in each tab that held it
});

test('a browser that keeps nothing is no obstacle', () => {
  const refuse = () => {
    throw new DOMException('', 'SecurityError');
  };
  const denied = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(refuse);
  tab().keep({ a: 'one' });
  expect(stored()).toEqual([]);
  denied.mockRestore();
});
