// @vitest-environment jsdom

import { expect, test } from 'vitest';
import { attention, inTurn, once } from './turns';

/** A promise, and what settles it. */
function later<T>() {
  let done: (value: T) => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const promise = new Promise<T>((resolve, reject) => {
    [done, fail] = [resolve, reject];
  });
  return { promise, done, fail };
}

test('what is made of a state waits for what was made of it before', async () => {
  let tags = ['a'];
  const gates = [later<void>(), later<void>(), later<void>()];
  const add = (tag: string, gate: Promise<void>) =>
    inTurn('tags', async () => {
      const next = [...tags, tag];
      await gate;
      tags = next;
    });
  const all = ['b', 'c', 'd'].map((tag, index) => add(tag, gates[index]?.promise as Promise<void>));
  for (const gate of gates.reverse()) gate.done();
  await Promise.all(all);
  expect(tags).toEqual(['a', 'b', 'c', 'd']);
});

test('what fails tells who asked for it, and holds nobody up', async () => {
  const gate = later<never>();
  const first = inTurn('note', () => gate.promise);
  const second = inTurn('note', async () => 'kept');
  const other = inTurn('another', async () => 'at once');
  expect(await other).toBe('at once');
  gate.fail(new Error('no line'));
  await expect(first).rejects.toThrow('no line');
  expect(await second).toBe('kept');
});

test('what is under way is not begun again, and can be once it is over', async () => {
  const gates = [later<boolean>(), later<boolean>()];
  let begun = 0;
  const press = () => once('forward', () => gates[begun++]?.promise as Promise<boolean>);
  const first = press();
  expect(await press()).toBe(false);
  gates[0]?.fail(new Error('no line'));
  await expect(first).rejects.toThrow('no line');
  const next = press();
  gates[1]?.done(true);
  expect(await next).toBe(true);
  expect(begun).toBe(2);
});

test('attention is lost by writing and by walking on, and not by waiting', () => {
  const field = document.body.appendChild(document.createElement('input'));
  const waits = attention();
  expect(waits()).toBe(true);
  field.dispatchEvent(new Event('input', { bubbles: true }));
  expect(waits()).toBe(false);
  const walks = attention();
  expect(walks()).toBe(true);
  history.pushState(null, '', '/desk/conversations/7');
  expect(walks()).toBe(false);
});
