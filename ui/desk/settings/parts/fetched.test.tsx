// @vitest-environment jsdom

import { render } from 'preact';
import { act } from 'preact/test-utils';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Fetched, useFetched, useFollowing } from './fetched';

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
/** Let the clock of the page go on by five seconds at a time, and draw what comes of it. */
const until = async (come: () => boolean) => {
  for (let turn = 0; turn < 200 && !come(); turn += 1) await pass(5000);
  expect(come()).toBe(true);
};
const really = setTimeout;
const pass = (ms: number) =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(ms);
    await new Promise(done => really(done));
  });

beforeEach(() => {
  place = document.createElement('div');
});
afterEach(() => {
  render(null, place);
  vi.unstubAllGlobals();
  vi.useRealTimers();
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

test('what is followed is asked for again after a failure, and after it was out of sight', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  function Followed() {
    fetched = useFetched<string>('/followed');
    useFollowing(fetched, 5000);
    return null;
  }
  answers(200, 'first');
  await act(() => render(<Followed />, place));
  await until(() => fetched.value === 'first');
  answers(503, { status: 503, key: 'storage.unavailable', title: 'Away', detail: 'Away.' });
  const before = fetched.answers;
  await until(() => fetched.answers > before + 1);
  answers(200, 'second');
  await until(() => fetched.value === 'second');

  const hidden = vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
  await pass(0);
  const unseen = fetched.answers;
  await pass(60_000);
  expect(fetched.answers).toBe(unseen);
  answers(200, 'third');
  hidden.mockRestore();
  await act(() => void document.dispatchEvent(new Event('visibilitychange')));
  await until(() => fetched.value === 'third');
});
