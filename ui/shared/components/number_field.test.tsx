// @vitest-environment jsdom

import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NumberField } from './number_field';
import { validityWords } from './validity';

let place: HTMLElement;
let told: number[];

const paper = (value: number) => (
  <form>
    <NumberField
      label="Weight"
      min={1}
      value={value}
      onNumber={one => {
        told.push(one);
        render(paper(one), place);
      }}
    />
  </form>
);
const draw = (value: number) => act(() => render(paper(value), place));
const field = () => place.querySelector('input') as HTMLInputElement;
const type = (text: string) =>
  act(() => {
    field().value = text;
    field().dispatchEvent(new Event('input', { bubbles: true }));
  });

beforeEach(() => {
  place = document.createElement('div');
  document.body.append(place);
  told = [];
});

afterEach(() => {
  render(null, place);
  place.remove();
  validityWords.value = null;
});

test('what is no number yet stays in the field and is told to nobody', async () => {
  await draw(5);
  await type('');
  expect(field().value).toBe('');
  await type('7');
  expect(told).toEqual([7]);
});

test('a number changed elsewhere is shown', async () => {
  await draw(5);
  await type('');
  await draw(8);
  expect(field().value).toBe('8');
});

test('what the form refuses is said at the field, in words, until it is put right', async () => {
  const say = (name: string) => () => name;
  validityWords.value = {
    missing: say('missing'),
    number: say('number'),
    step: step => `step ${step}`,
    least: least => `least ${least}`,
    most: most => `most ${most}`,
    email: say('email'),
    url: say('url'),
    short: least => `short ${least}`,
    wrong: say('wrong'),
  };
  await draw(5);
  const refused = async (text: string) => {
    await type(text);
    await act(() => void place.querySelector('form')?.checkValidity());
    return place.querySelector('[role=alert]')?.textContent;
  };
  expect(await refused('')).toBe('missing');
  expect(document.activeElement).toBe(field());
  expect(await refused('0')).toBe('least 1');
  expect(await refused('1.5')).toBe('step 1');
  expect(field().getAttribute('aria-invalid')).toBe('true');
  await type('3');
  expect(place.querySelector('[role=alert]')).toBeNull();

  const fold = document.createElement('details');
  document.body.append(fold);
  fold.append(place);
  await refused('');
  expect(fold.open).toBe(true);
  fold.remove();
});
