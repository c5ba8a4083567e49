// @vitest-environment jsdom

import { render } from 'preact';
import { useRef } from 'preact/hooks';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { useFocusKept } from './focus';

let place: HTMLElement;

/** Rows of two stops each; an empty name parts two groups. */
function List({ names }: { names: readonly string[] }) {
  const box = useRef<HTMLDivElement>(null);
  useFocusKept(box);
  const middle = names.indexOf('');
  const group = (some: readonly string[]) => (
    <ul>
      {some.map(name => (
        <li key={name} data-row={name}>
          <a href={`#${name}`}>{name}</a>
          <button type="button">{`more of ${name}`}</button>
        </li>
      ))}
    </ul>
  );
  return (
    <div ref={box}>
      {group(names.slice(0, middle))}
      {group(names.slice(middle + 1))}
    </div>
  );
}

const draw = (...names: string[]) => act(() => render(<List names={names} />, place));
const go = (text: string) =>
  [...place.querySelectorAll<HTMLElement>('a,button')]
    .find(each => each.textContent === text)
    ?.focus();
const focused = () => document.activeElement?.textContent;

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  act(() => render(null, place));
  place.remove();
});

describe('the focus in a list', () => {
  it('stays at its row as the others go round it', () => {
    draw('a', 'b', 'c', 'd', '');
    for (const order of ['dcba', 'badc', 'cabd', 'acdb']) {
      go('b');
      draw(...order, '');
      expect(focused()).toBe('b');
    }
  });

  it('goes with a row that is drawn anew among others', () => {
    draw('a', '', 'b', 'c');
    go('more of c');
    draw('a', 'c', '', 'b');
    expect(focused()).toBe('more of c');
  });

  it('goes on to the next where its row has gone', () => {
    draw('a', '', 'b', 'c', 'd');
    go('c');
    draw('a', '', 'b', 'd');
    expect(focused()).toBe('d');
    draw('a', '', 'b');
    expect(focused()).toBe('b');
  });

  it('is left where somebody has taken it', () => {
    const field = document.createElement('input');
    document.body.append(field);
    draw('a', '', 'b');
    go('b');
    field.focus();
    draw('a', '', 'c');
    expect(document.activeElement).toBe(field);
    field.remove();
  });
});
