// @vitest-environment jsdom

import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Fetched, useFetched } from './fetched';

let fetched: Fetched<string>;
let place: HTMLElement;

function Page({ path }: { path: string }) {
  fetched = useFetched<string>(path);
  return null;
}

const draw = (path: string) => act(() => render(<Page path={path} />, place));
const answers = (status: number, body: unknown) =>
  vi.stubGlobal('fetch', async () => new Response(JSON.stringify(body), { status }));
const settled = () => act(() => new Promise(done => setTimeout(done)));

beforeEach(() => {
  place = document.createElement('div');
});
afterEach(() => {
  render(null, place);
  vi.unstubAllGlobals();
});

test('what is there stays when asking again fails, and another page says that it failed', async () => {
  answers(200, 'first');
  await draw('/one');
  await settled();
  expect(fetched).toMatchObject({ value: 'first', failed: null });

  answers(503, { status: 503, key: 'storage.unavailable', title: 'Away', detail: 'Away.' });
  await act(() => fetched.reload());
  await settled();
  expect(fetched).toMatchObject({ value: 'first', failed: null });

  await draw('/another');
  await settled();
  expect(fetched.failed).toBe('Away.');

  answers(200, 'second');
  await act(() => fetched.reload());
  await settled();
  expect(fetched).toMatchObject({ value: 'second', failed: null });
});
