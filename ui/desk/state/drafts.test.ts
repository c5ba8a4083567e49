import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Drafts, isEmpty, NOTHING, type Writing, type Writings } from './drafts';

let pushed: [number, Writing][];
let kept: Writings;
let line: boolean;
let drafts: Drafts;

const ports = {
  push: (id: number, writing: Writing) => {
    if (line) pushed.push([id, writing]);
    return line;
  },
  keep: (writings: Writings) => {
    kept = writings;
  },
};

const fromServer = (body: string, version = 1) => ({
  id: 5,
  version,
  conversation_id: 5,
  person_id: 1,
  kind: 'text' as const,
  body,
  attachments: [],
  quote_seq: null,
  mail: null,
  choices: [],
  updated_at: '2026-11-21T00:00:00Z',
});

beforeEach(() => {
  vi.useFakeTimers();
  [pushed, kept, line] = [[], {}, true];
  drafts = new Drafts(ports);
});
afterEach(() => vi.useRealTimers());

test('typing is kept at once and sent once after a pause', () => {
  drafts.edit(5, { body: 'h' });
  drafts.edit(5, { body: 'he' });
  expect(kept['5']?.body).toBe('he');
  expect(pushed).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(pushed.map(([id, writing]) => [id, writing.body])).toEqual([[5, 'he']]);
  expect(kept).toEqual({});
});

test('what was handed to a line that then broke goes again', () => {
  drafts.edit(5, { body: 'into the tunnel' });
  vi.advanceTimersByTime(1000);
  drafts.edit(6, { body: 'right before' });
  drafts.flush(6);
  vi.advanceTimersByTime(5000);
  drafts.lost();
  expect(Object.keys(kept)).toEqual(['5', '6']);
  drafts.flush();
  vi.advanceTimersByTime(60_000);
  drafts.lost();
  expect(kept).toEqual({});
});

test('without a line it stays here, and goes when there is one', () => {
  line = false;
  drafts.edit(5, { body: 'typed in the train' });
  vi.advanceTimersByTime(60_000);
  expect(pushed).toEqual([]);
  expect(kept['5']?.body).toBe('typed in the train');
  line = true;
  drafts.flush();
  expect(pushed.length).toBe(1);
  drafts.flush();
  expect(pushed.length).toBe(1);
});

test('what this browser kept outlives a reload and outranks the server’s older draft', () => {
  const again = new Drafts(ports, { '5': { ...NOTHING, body: 'mine', dirty: true } });
  again.adopt(fromServer('older'));
  expect(again.of(5).peek().body).toBe('mine');
});

test('an echo of one’s own typing changes nothing', () => {
  drafts.edit(5, { body: 'hel' });
  vi.advanceTimersByTime(700);
  drafts.edit(5, { body: 'hello' });
  vi.advanceTimersByTime(700);
  drafts.adopt(fromServer('hel'));
  expect(drafts.of(5).peek().body).toBe('hello');
});

test('another tab’s draft is taken when this one rests', () => {
  drafts.edit(5, { body: 'a' });
  vi.advanceTimersByTime(20_000);
  drafts.adopt(fromServer('ab from the other tab'));
  expect(drafts.of(5).peek().body).toBe('ab from the other tab');
});

test('what was sent is gone, and its late echo does not bring it back', () => {
  drafts.edit(5, { body: 'sent', kind: 'note' });
  drafts.sent(5);
  expect(drafts.of(5).peek()).toEqual({ ...NOTHING, kind: 'note' });
  drafts.adopt(fromServer('sent'));
  vi.advanceTimersByTime(5000);
  expect(drafts.of(5).peek().body).toBe('');
  expect(pushed).toEqual([]);
});

test('a draft the server refused is kept here', () => {
  drafts.edit(5, { body: 'x'.repeat(10) });
  vi.advanceTimersByTime(700);
  expect(kept).toEqual({});
  drafts.refused(5);
  expect(kept['5']?.body).toBe('x'.repeat(10));
});

test('a card that was begun comes back from the server, and goes with what is sent', () => {
  drafts.adopt({ ...fromServer('Which one?'), choices: ['Red', ''] });
  expect(drafts.of(5).peek().choices).toEqual(['Red', '']);
  drafts.sent(5);
  expect(drafts.of(5).peek().choices).toEqual([]);
});

test('blanks alone are no draft; a quote, a file or a card’s answer is', () => {
  expect(isEmpty({ ...NOTHING, choices: ['', ''] })).toBe(true);
  expect(isEmpty({ ...NOTHING, choices: ['', 'Red'] })).toBe(false);
  expect(isEmpty({ ...NOTHING, body: ' \n' })).toBe(true);
  expect(isEmpty({ ...NOTHING, quote_seq: 3 })).toBe(false);
});
