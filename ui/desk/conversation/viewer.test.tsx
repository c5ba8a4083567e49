// @vitest-environment jsdom

import type { Attachment } from '@shared/contracts';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Viewer } from './viewer';

let place: HTMLElement;
const close = vi.fn();

const picture = (id: number) => ({ id, name: `${id}.png`, width: 1, height: 1 }) as Attachment;
const draw = (...ids: number[]) =>
  act(() => render(<Viewer pictures={ids.map(picture)} start={7} onClose={close} />, place));
const shown = () => place.querySelector('img')?.alt;

beforeEach(() => {
  HTMLDialogElement.prototype.showModal = () => {};
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  act(() => render(null, place));
  place.remove();
});

test('stays at its picture as earlier ones come in and others go', () => {
  draw(6, 7, 8);
  draw(4, 5, 6, 7, 8);
  expect(shown()).toBe('7.png');
  act(() => {
    place
      .querySelector('dialog')
      ?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight' }));
  });
  draw(7, 8);
  expect(shown()).toBe('8.png');
});

test('goes on to the next where its picture was taken out, and closes where none is left', () => {
  draw(6, 7, 8);
  draw(6, 8);
  expect(shown()).toBe('8.png');
  draw(6);
  expect(shown()).toBe('6.png');
  expect(close).not.toHaveBeenCalled();
  draw();
  expect(close).toHaveBeenCalledOnce();
});
