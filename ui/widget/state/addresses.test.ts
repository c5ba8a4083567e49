import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { addresses } from './addresses.ts';

const asked = vi.fn<(url: string) => Promise<Response>>();

beforeEach(() => {
  asked.mockReset();
  vi.stubGlobal('fetch', asked);
  URL.createObjectURL = () => 'blob:here';
});
afterEach(() => vi.unstubAllGlobals());

const desk = (local: (id: number) => string | undefined = () => undefined) =>
  addresses('/files/', () => ({}), local);

describe('addresses', () => {
  it('asks for nothing that nobody wants yet, and once for what is wanted', async () => {
    asked.mockResolvedValue(new Response('paper'));
    const files = desk();
    expect(files.file(7)).toBeUndefined();
    expect(asked).not.toHaveBeenCalled();
    files.file(7, true);
    expect(await files.fetched(7)).toBe('blob:here');
    expect(files.file(7)).toBe('blob:here');
    expect(asked).toHaveBeenCalledExactlyOnceWith('/files/7', { headers: {} });
  });

  it('has what this page uploaded without asking', () => {
    expect(desk(() => 'blob:mine').file(7)).toBe('blob:mine');
    expect(asked).not.toHaveBeenCalled();
  });

  it('tries again what failed', async () => {
    asked.mockResolvedValueOnce(new Response('', { status: 404 }));
    asked.mockRejectedValueOnce(new TypeError('no network'));
    asked.mockResolvedValueOnce(new Response('paper'));
    const files = desk();
    expect(await files.fetched(7)).toBe(false);
    expect(await files.fetched(7)).toBe(false);
    expect(files.file(7)).toBe(false);
    expect(await files.fetched(7)).toBe('blob:here');
  });
});
