// @vitest-environment jsdom

import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Dialog } from './dialog';
import { Menu, type MenuItem } from './menu';
import { type Choice, Picker } from './picker';
import { Popover } from './popover';

let place: HTMLElement;
let anchor: HTMLButtonElement;

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe() {}
      disconnect() {}
    },
  );
  // What jsdom does not know of the top layer.
  const { matches } = Element.prototype;
  vi.spyOn(Element.prototype, 'matches').mockImplementation(function (this: Element, wanted) {
    return wanted !== ':popover-open' && matches.call(this, wanted);
  });
  HTMLElement.prototype.showPopover = () => {};
  Element.prototype.scrollIntoView = () => {};
  anchor = document.createElement('button');
  place = document.createElement('div');
  document.body.append(anchor, place);
});
afterEach(() => {
  act(() => render(null, place));
  place.remove();
  anchor.remove();
  vi.unstubAllGlobals();
});

const draw = (what: preact.ComponentChild) => act(() => render(what, place));
const press = (on: Element | null | undefined, key: string) =>
  act(() => {
    on?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
  });

describe('a menu', () => {
  const given = vi.fn();
  const to = (...names: string[]): MenuItem[] =>
    names.map(name => ({ id: name, label: name, run: () => given(name) }));
  const menu = (items: MenuItem[]) => (
    <Menu anchor={anchor} label="Hand over" items={items} onClose={() => {}} />
  );
  const shown = () => [...place.querySelectorAll('button')].map(each => each.textContent);

  it('follows what comes in until somebody reaches for it, and then holds still', () => {
    draw(menu(to('Sora')));
    draw(menu(to('Lin', 'Sora')));
    expect(shown()).toEqual(['Lin', 'Sora']);
    press(place.querySelector('button'), 'ArrowDown');
    draw(menu(to('Yuto', 'Lin')));
    expect(shown()).toEqual(['Lin', 'Sora']);
    act(() => place.querySelectorAll('button')[1]?.click());
    expect(given).toHaveBeenCalledExactlyOnceWith('Sora');
  });
});

describe('a picker', () => {
  const picked = vi.fn();
  const picker = (...names: string[]) => {
    const choices: Choice[] = names.map(name => ({ id: name, label: name }));
    return <Picker label="" placeholder="" none="" choices={choices} onPick={picked} />;
  };

  it('stays at the choice one has gone to, wherever it comes to stand', () => {
    draw(picker('Lin', 'Sora'));
    press(place.querySelector('input'), 'ArrowDown');
    draw(picker('Anna', 'Lin', 'Sora', 'Yuto'));
    expect(place.querySelector('[aria-selected="true"]')?.textContent).toBe('Sora');
    press(place.querySelector('input'), 'Enter');
    expect(picked).toHaveBeenCalledExactlyOnceWith('Sora');
  });

  it('is near to where one was when that choice has gone', () => {
    draw(picker('Lin', 'Sora', 'Yuto'));
    press(place.querySelector('input'), 'End');
    press(place.querySelector('input'), 'ArrowUp');
    draw(picker('Lin', 'Sora'));
    expect(place.querySelector('[aria-selected="true"]')?.textContent).toBe('Sora');
  });
});

describe('what opens beside a button', () => {
  const open = () =>
    draw(
      <Popover anchor={anchor} label="Hand over" onClose={() => {}}>
        <Picker label="" placeholder="" none="" choices={[]} onPick={() => {}} />
      </Popover>,
    );

  it('gives the focus back although what is in it had taken it at once', () => {
    anchor.focus();
    open();
    expect(document.activeElement).toBe(place.querySelector('input'));
    draw(null);
    expect(document.activeElement).toBe(anchor);
  });

  it('gives it to its button when a key has opened it', () => {
    open();
    draw(null);
    expect(document.activeElement).toBe(anchor);
  });

  it('gives it back to the button of the menu that a dialog was asked for in', () => {
    HTMLDialogElement.prototype.showModal = () => {};
    HTMLDialogElement.prototype.close = () => {};
    const ask = vi.fn();
    const items = [{ id: 'ask', label: 'Ask', run: ask }];
    anchor.focus();
    draw(<Menu anchor={anchor} label="More" items={items} onClose={() => {}} />);
    expect(document.activeElement?.textContent).toBe('Ask');
    draw(
      <Dialog title="Ask">
        <button type="button">Yes</button>
      </Dialog>,
    );
    place.querySelector('button')?.focus();
    draw(null);
    expect(document.activeElement).toBe(anchor);
  });
});
