// @vitest-environment jsdom

import { beforeEach, describe, expect, test } from 'vitest';
import { isWriting, keyName, type Shortcut, shortcutFor } from './keyboard';

const press = (key: string, more: KeyboardEventInit = {}) =>
  new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more });

describe('the name of a press', () => {
  test.each([
    [press('j'), 'j'],
    [press('J', { shiftKey: true }), 'Shift+j'],
    [press('k', { ctrlKey: true }), 'Ctrl+k'],
    [press('k', { metaKey: true }), 'Ctrl+k'],
    [press('?', { shiftKey: true }), '?'],
    [press('Enter', { shiftKey: true }), 'Shift+Enter'],
    [press('Escape'), 'Escape'],
  ])('%#', (event, name) => {
    expect(keyName(event)).toBe(name);
  });
});

describe('which shortcut a press asks for', () => {
  const keys: Shortcut[] = [
    { key: 'e', run: () => {} },
    { key: 'Ctrl+k', run: () => {}, whileWriting: true },
  ];
  let field: HTMLInputElement;

  beforeEach(() => {
    document.body.replaceChildren();
    field = document.body.appendChild(document.createElement('input'));
  });

  const heard = (target: HTMLElement, event: KeyboardEvent) => {
    let found: Shortcut | undefined;
    target.addEventListener('keydown', each => {
      found = shortcutFor(each, keys);
    });
    target.dispatchEvent(event);
    return found?.key;
  };

  test('a letter works on the page and not while writing', () => {
    expect(heard(document.body, press('e'))).toBe('e');
    expect(heard(field, press('e'))).toBeUndefined();
  });

  test('a key meant for writing, too, works in a field', () => {
    expect(heard(field, press('k', { ctrlKey: true }))).toBe('Ctrl+k');
  });

  test('nothing works while an input method composes', () => {
    expect(heard(document.body, press('e', { isComposing: true }))).toBeUndefined();
  });

  test('a checkbox is no place to write', () => {
    field.type = 'checkbox';
    expect(isWriting(field)).toBe(false);
    expect(isWriting(document.createElement('textarea'))).toBe(true);
    expect(isWriting(document.body)).toBe(false);
  });
});
