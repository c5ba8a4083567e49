// @vitest-environment jsdom

import { Refusal } from '@shared/http';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, test } from 'vitest';
import { belongsTo, type Form, useForm } from './form';

let form: Form<{ name: string }>;
let place: HTMLElement;

function Paper({ name, kept }: { name: string; kept?: string }) {
  form = useForm({ name }, kept);
  return (
    <p>
      {form.error('name')}|{form.rest()}
    </p>
  );
}

const draw = (name: string) => act(() => render(<Paper name={name} />, place));
const send = (how: () => Promise<void>) =>
  act(() => form.submit(how)(new Event('submit', { cancelable: true })));
const refusal = (field: string | null) =>
  new Refusal({ type: '', title: '', status: 422, detail: 'No.', key: 'x', params: {}, field });

beforeEach(() => {
  place = document.createElement('div');
});

describe('a form', () => {
  test('follows what it began with, while nothing is written', async () => {
    await draw('Anna');
    await draw('Anna K.');
    expect(form.values.name).toBe('Anna K.');
    expect(form.dirty).toBe(false);
  });

  test('keeps what is written when somebody else changes the same', async () => {
    await draw('Anna');
    await act(() => form.set({ name: 'Ann' }));
    await draw('Anna K.');
    expect(form.values.name).toBe('Ann');
    expect(form.dirty).toBe(true);
  });

  test('has what was written when one comes back, until it is kept or let go', async () => {
    const come = () => act(() => render(<Paper name="Anna" kept="paper" />, place));
    const go = () => act(() => render(null, place));
    await come();
    await act(() => form.set({ name: 'Ann' }));
    await go();
    await come();
    expect(form.values.name).toBe('Ann');
    expect(form.dirty).toBe(true);
    await act(() => form.reset());
    await go();
    await come();
    expect(form.values.name).toBe('Anna');
  });

  test('shows a refusal at the field it names, and else below', async () => {
    await draw('Anna');
    await send(() => Promise.reject(refusal('name')));
    expect(place.textContent).toBe('No.|');
    await send(() => Promise.reject(refusal('zone')));
    expect(place.textContent).toBe('|No.');
    await send(() => Promise.reject(refusal(null)));
    expect(place.textContent).toBe('|No.');
    await send(() => Promise.resolve());
    expect(place.textContent).toBe('|');
  });
});

test.each([
  ['hours.weekly.mon', 'hours.weekly.mon', true],
  ['widget.questions[2].ja', 'widget.questions[2]', true],
  ['widget.questions[12]', 'widget.questions[1]', false],
  ['names', 'name', false],
  [null, 'name', false],
])('a refusal of %s belongs at %s: %s', (given, field, yes) => {
  expect(belongsTo(given, field)).toBe(yes);
});
