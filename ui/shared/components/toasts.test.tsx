// @vitest-environment jsdom

import { render } from 'preact';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Toasts, toast } from './toasts';

let place: HTMLElement;

beforeEach(() => {
  vi.useFakeTimers();
  place = document.createElement('div');
  document.body.append(place);
  render(<Toasts undoLabel="Undo" closeLabel="Close" />, place);
});
afterEach(() => {
  render(null, place);
  place.remove();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

describe('news', () => {
  it('goes by itself', async () => {
    toast('Saved');
    await pass(100);
    expect(place.textContent).toContain('Saved');
    await pass(10_000);
    expect(place.textContent).not.toContain('Saved');
  });

  it('stays while somebody is at its way back', async () => {
    const undo = vi.fn();
    toast('Resolved', { undo });
    await pass(100);
    place.querySelector('button')?.focus();
    await pass(60_000);
    place.querySelector('button')?.click();
    expect(undo).toHaveBeenCalledOnce();
    toast('Snoozed', { undo });
    await pass(100);
    place.querySelector('button')?.focus();
    place.querySelector('button')?.blur();
    await pass(10_000);
    expect(place.textContent).not.toContain('Snoozed');
  });

  it('takes nothing from under a hand where there is no more room', async () => {
    const undo = vi.fn();
    toast('Tagged', { undo });
    await pass(100);
    place.querySelector('button')?.focus();
    for (const late of ['One', 'Two', 'Three', 'Four']) toast(late, { undo: () => {} });
    await pass(100);
    (document.activeElement as HTMLElement).click();
    expect(undo).toHaveBeenCalledOnce();
    (document.activeElement as HTMLElement).blur();
    await pass(10_000);
  });
});
