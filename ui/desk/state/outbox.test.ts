import { beforeEach, expect, test } from 'vitest';
import { type Line, type NewLine, Outbox } from './outbox';

let sent: string[];
let kept: readonly Line[];
let line: boolean;
let outbox: Outbox;

const ports = {
  send: ({ client_id }: Line) => {
    if (line) sent.push(client_id);
    return line;
  },
  keep: (lines: readonly Line[]) => {
    kept = lines;
  },
};

const words = (client_id: string, conversation_id = 1): NewLine => ({
  client_id,
  conversation_id,
  kind: 'text',
  body: client_id,
  attachments: [],
  choices: [],
  quote: null,
  at: '2026-11-21T00:00:00Z',
});

const problem = { type: '', title: 'No', status: 422, detail: '', key: 'x', params: {} };
const states = () => outbox.lines.peek().map(each => `${each.client_id} ${each.state}`);

beforeEach(() => {
  [sent, kept, line] = [[], [], true];
  outbox = new Outbox(ports);
});

test('a line is shown, sent, and gone when the server has it', () => {
  outbox.say(words('a'));
  expect(states()).toEqual(['a sending']);
  expect(sent).toEqual(['a']);
  expect(outbox.stored('a')).toBe(true);
  expect(outbox.stored('a')).toBe(false);
  expect(kept).toEqual([]);
});

test('without a line the words wait, and go in the order they were written', () => {
  line = false;
  for (const name of ['a', 'b', 'c']) outbox.say(words(name));
  expect(states()).toEqual(['a waiting', 'b waiting', 'c waiting']);
  line = true;
  outbox.flush();
  expect(sent).toEqual(['a', 'b', 'c']);
});

test('what was under way when the line broke is sent again under the same id', () => {
  outbox.say(words('a'));
  outbox.lost();
  expect(states()).toEqual(['a waiting']);
  outbox.flush();
  expect(sent).toEqual(['a', 'a']);
});

test('a reload finds what was not confirmed', () => {
  outbox.say(words('a'));
  outbox.say(words('b'));
  outbox.refused('b', problem);
  const after = new Outbox(ports, JSON.parse(JSON.stringify(kept)) as Line[]);
  expect(after.lines.peek().map(each => each.state)).toEqual(['waiting', 'failed']);
});

test('a refused line waits for the person, and does not hold the others up', () => {
  outbox.say(words('a'));
  outbox.refused('a', problem);
  outbox.flush();
  expect(sent).toEqual(['a']);
  outbox.say(words('b'));
  expect(sent).toEqual(['a', 'b']);
  outbox.retry('a');
  expect(sent).toEqual(['a', 'b', 'a']);
  expect(outbox.lines.peek()[0]?.problem).toBeNull();
});

test('a line taken back gives its words back', () => {
  outbox.say(words('a'));
  expect(outbox.withdraw('a')?.body).toBe('a');
  expect(outbox.lines.peek()).toEqual([]);
  expect(outbox.withdraw('a')).toBeUndefined();
});

test('each conversation has its own lines', () => {
  outbox.say(words('a', 1));
  outbox.say(words('b', 2));
  expect(outbox.of(2).map(each => each.client_id)).toEqual(['b']);
});
