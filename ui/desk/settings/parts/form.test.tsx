// @vitest-environment jsdom

import { Refusal } from '@shared/http';
import { render } from 'preact';
import { act } from 'preact/test-utils';
import { beforeEach, describe, expect, test } from 'vitest';
import { belongsTo, type Form, useForm } from './form';

let form: Form<{ name: string; note: string }>;
let place: HTMLElement;

function Paper({ name, kept }: { name: string; kept?: string }) {
  form = useForm({ name, note: '' }, kept);
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

  test('keeps what was written on while it was being kept', async () => {
    await draw('Anna');
    await act(() => form.set({ name: 'Ann' }));
    await send(async () => {
      await act(() => form.set({ note: 'Calls often' }));
      form.reset({ name: 'Ann', note: '' });
    });
    expect(form.values).toEqual({ name: 'Ann', note: 'Calls often' });
    expect(form.dirty).toBe(true);
  });

  test('does not come back with what was on its way when one left, once it has arrived', async () => {
    const come = () => act(() => render(<Paper name="" kept="mail" />, place));
    await come();
    await act(() => form.set({ name: 'To Anna' }));
    await send(async () => {
      await act(() => render(null, place));
      form.reset();
    });
    await come();
    expect(form.values.name).toBe('');
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
