// @vitest-environment jsdom

import { describe, expect, it, vi } from 'vitest';
import { chance } from '../testing.ts';
import { Fragment, jsx, render } from './render.ts';

type Tree = Parameters<typeof render>[0];
const place = () => document.createElement('div');
const drawn = (tree: Tree) => {
  const fresh = place();
  render(tree, fresh);
  return fresh.innerHTML;
};

/** A tree of any shape: keys, holes, lists within lists, attributes that come and go. */
function tree(dice: (below: number) => number, depth: number): Tree {
  const kind = dice(depth > 0 ? 8 : 3);
  if (kind === 0) return null;
  if (kind === 1) return false;
  if (kind === 2) return `text ${dice(4)}`;
  const width = dice(5);
  if (kind === 3) return Array.from({ length: width }, () => tree(dice, depth - 1));
  const keys = [...'abcde'].sort(() => dice(3) - 1).slice(0, width);
  const children = kind < 6 ? keys.map(key => node(key)) : keys.map(() => tree(dice, depth - 1));
  function node(key: string): Tree {
    return jsx('li', { id: key, children: tree(dice, depth - 2) }, key);
  }
  const name = ['div', 'p', 'svg'][dice(3)] as string;
  return jsx(name, { title: dice(2) ? 'x' : null, hidden: dice(2) === 0, children });
}

describe('render', () => {
  it('shows after any change what a fresh drawing would show', () => {
    for (let seed = 1; seed <= 300; seed += 1) {
      const box = place();
      for (let turn = 0; turn < 6; turn += 1) {
        const again = chance(seed * 100 + turn);
        const once = chance(seed * 100 + turn);
        render(tree(again, 4), box);
        const fresh = place();
        render(tree(once, 4), fresh);
        expect(box.isEqualNode(fresh), `seed ${seed}.${turn}`).toBe(true);
      }
    }
  });

  it('keeps the element of a key when others come before it or go', () => {
    const box = place();
    const list = (...keys: string[]) => keys.map(key => jsx('li', { id: key }, key));
    render(list('b', 'c'), box);
    const kept = box.querySelector('#c');
    render(list('a', 'b', 'c', 'd'), box);
    render(list('c', 'd'), box);
    expect(box.querySelector('#c')).toBe(kept);
    expect([...box.children].map(({ id }) => id)).toEqual(['c', 'd']);
  });

  it('does not touch what follows something that comes and goes', () => {
    const box = place();
    const field = () => jsx('textarea', {});
    render([null, field()], box);
    const area = box.querySelector('textarea') as HTMLTextAreaElement;
    area.value = 'half a sent';
    render([jsx('p', {}), field()], box);
    render([[jsx('p', {}), jsx('p', {})], field()], box);
    expect(box.querySelector('textarea')).toBe(area);
    expect(area.value).toBe('half a sent');
  });

  it('does not move what stays, so that it keeps the focus', () => {
    const box = place();
    document.body.append(box);
    const button = () => jsx('button', {}, 'b');
    render([jsx('i', {}, 'a'), button()], box);
    box.querySelector('button')?.focus();
    render([button()], box);
    expect(document.activeElement).toBe(box.querySelector('button'));
    box.remove();
  });

  it('takes listeners off again, and hands out an element once', () => {
    const box = place();
    const pressed = vi.fn();
    const ref = vi.fn();
    render(jsx('button', { onClick: pressed, ref }), box);
    box.querySelector('button')?.click();
    render(jsx('button', { ref }), box);
    box.querySelector('button')?.click();
    expect(pressed).toHaveBeenCalledOnce();
    expect(ref).toHaveBeenCalledOnce();
  });

  it('writes aria states out, and true and false as attributes that are there or not', () => {
    expect(drawn(jsx('b', { 'aria-expanded': false, hidden: false, disabled: true }))).toBe(
      '<b aria-expanded="false" disabled=""></b>',
    );
  });

  it('sets a choice after its options are there', () => {
    const box = place();
    const options = ['en', 'ja'].map(value => jsx('option', { value }, value));
    render(jsx('select', { value: 'ja', children: options }), box);
    expect(box.querySelector('select')?.value).toBe('ja');
  });

  it('writes text as text', () => {
    expect(drawn(['<img src=x onerror=alert(1)>'])).toBe('&lt;img src=x onerror=alert(1)&gt;');
    expect(drawn(jsx(Fragment, { children: ['a', 0, null] }))).toBe('a0');
  });
});
