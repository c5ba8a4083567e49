// @vitest-environment jsdom

import { render } from 'preact';
import { useState } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { describe, expect, test } from 'vitest';
import { moved, placeAmong, useReorder } from './reorder';

describe('the order of rows', () => {
  test('changes by taking one out and putting it in elsewhere', () => {
    expect(moved(['a', 'b', 'c', 'd'], 0, 2)).toEqual(['b', 'c', 'a', 'd']);
    expect(moved(['a', 'b', 'c', 'd'], 3, 0)).toEqual(['d', 'a', 'b', 'c']);
    expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
  });

  test('follows the pointer over the middles of the others', () => {
    const others = [
      { top: 0, bottom: 40 },
      { top: 40, bottom: 80 },
    ];
    expect([-5, 19, 21, 59, 61, 500].map(y => placeAmong(others, y))).toEqual([0, 0, 1, 1, 2, 2]);
  });

  test('changes by the arrow keys, and the grip keeps the focus', () => {
    const place = document.body.appendChild(document.createElement('div'));
    function List() {
      const [names, setNames] = useState(['a', 'b', 'c']);
      const order = useReorder(names.length, (from, to) => setNames(moved(names, from, to)));
      return (
        <ul ref={order.list} data-moved-to={order.movedTo}>
          {names.map((name, at) => (
            <li key={at}>
              <button type="button" class="grip" {...order.grip(at)} />
              {name}
            </li>
          ))}
        </ul>
      );
    }
    act(() => render(<List />, place));
    const grips = () => [...place.querySelectorAll<HTMLElement>('.grip')];
    const press = (key: string) =>
      act(() => {
        document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      });
    grips()[0]?.focus();
    press('ArrowDown');
    expect(place.textContent).toBe('bac');
    expect(document.activeElement).toBe(grips()[1]);
    press('ArrowDown');
    press('ArrowDown');
    expect(place.textContent).toBe('bca');
    expect(document.activeElement).toBe(grips()[2]);
    expect(place.querySelector('ul')?.dataset.movedTo).toBe('2');
    press('ArrowUp');
    expect(place.textContent).toBe('bac');
    place.remove();
  });
});
