// @vitest-environment jsdom

import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { customers } from '../state/store';
import { calls } from './calls';
import type { Call } from './contracts';
import { Missed } from './missed';

let place: HTMLElement;

const missedCall = (id: number): Call =>
  ({
    id,
    version: 1,
    line_id: 1,
    shop_id: 1,
    conversation_id: id,
    customer_id: 1,
    direction: 'in',
    number: `+8190000000${id}`,
    language: 'ja',
    phase: 'ended',
    ending: 'abandoned',
    door: 'number',
    came_at: `2026-03-0${id}T00:00:00Z`,
    ended_at: `2026-03-0${id}T00:01:00Z`,
    called_back_at: null,
    wrapped_at: null,
    wanted_at: null,
    callback_at: null,
    recordings: [],
    guests: [],
    ringing: [],
    supervisors: [],
  }) as unknown as Call;

const rows = () =>
  [...place.querySelectorAll('.phone-missed > li')].map(row => ({
    whom: row.querySelector('bdi')?.textContent,
    buttons: row.querySelectorAll('.phone-row button').length,
  }));

beforeEach(() => {
  vi.stubGlobal('AudioContext', class {});
  HTMLDialogElement.prototype.showModal = () => {};
  HTMLDialogElement.prototype.close = () => {};
  customers.upsert({ id: 1, version: 1, name: '' } as never);
  place = document.createElement('div');
  document.body.append(place);
});
afterEach(() => {
  act(() => render(null, place));
  place.remove();
  vi.unstubAllGlobals();
});

test('who was seen to by a colleague keeps the place, and the next is not put under the hand', () => {
  calls.upsertAll([missedCall(2), missedCall(3)]);
  act(() => render(<Missed onClose={() => {}} />, place));
  act(() =>
    calls.upsertAll([{ ...missedCall(2), version: 2, called_back_at: 'now' }, missedCall(1)]),
  );
  expect(rows()).toEqual([
    { whom: '+81900000002', buttons: 0 },
    { whom: '+81900000003', buttons: 2 },
    { whom: '+81900000001', buttons: 2 },
  ]);
});
