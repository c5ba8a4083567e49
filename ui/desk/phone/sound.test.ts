import { describe, expect, it } from 'vitest';
import { base64, wav } from './sound';

describe('an announcement as the line wants it', () => {
  it('is a WAV file of 16 bits, mono, 8 kHz, and clipped rather than wrapped', () => {
    const file = wav(Float32Array.from([0, 1, -1, 2]));
    const view = new DataView(file.buffer);
    expect(new TextDecoder().decode(file.subarray(0, 4))).toBe('RIFF');
    expect(view.getUint32(24, true)).toBe(8000);
    expect(view.getUint32(40, true)).toBe(8);
    expect([0, 1, 2, 3].map(at => view.getInt16(44 + 2 * at, true))).toEqual([
      0, 32767, -32767, 32767,
    ]);
  });

  it('is written in base64 however long it is', () => {
    const bytes = new Uint8Array(20_000).fill(65);
    expect(atob(base64(bytes))).toBe('A'.repeat(20_000));
  });
});
