import { describe, expect, it } from 'vitest';
import { chance } from '../testing.ts';
import { against, contrast, format, ink, parse, type Rgb } from './contrast.ts';
import { look } from './look.ts';

describe('contrast', () => {
  it('is WCAG’s', () => {
    expect(contrast([0, 0, 0], [255, 255, 255])).toBeCloseTo(21, 5);
    expect(contrast([255, 255, 255], [255, 255, 255])).toBe(1);
    // https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio, known values of common greys.
    expect(contrast(parse('#767676'), [255, 255, 255])).toBeCloseTo(4.54, 2);
    expect(contrast(parse('#777777'), [255, 255, 255])).toBeCloseTo(4.48, 2);
  });

  it('reads and writes colours as the desk keeps them', () => {
    expect(parse('#0080ff')).toEqual([0, 128, 255]);
    expect(format([0, 128, 255])).toBe('#0080ff');
    expect(parse('nonsense')).toEqual([0, 0, 0]);
  });

  it('finds readable ink, fill and accent for every colour, by day and by night', () => {
    const dice = chance(7);
    const papers: Record<string, Rgb> = { day: [255, 255, 255], night: [27, 29, 34] };
    for (let turn = 0; turn < 3000; turn += 1) {
      const color: Rgb = [dice(256), dice(256), dice(256)];
      const on = ink(color) === '#fff' ? parse('#ffffff') : parse('#000000');
      expect(contrast(color, on), format(color)).toBeGreaterThanOrEqual(4.5);
      for (const [name, paper] of Object.entries(papers)) {
        const worn = look(format(color), name === 'night');
        expect(contrast(parse(worn['--accent'] as string), paper)).toBeGreaterThanOrEqual(4.5);
        expect(contrast(parse(worn['--fill'] as string), paper)).toBeGreaterThanOrEqual(1.3);
        const written = worn['--on-fill'] === '#fff' ? '#ffffff' : '#000000';
        expect(contrast(parse(worn['--fill'] as string), parse(written))).toBeGreaterThanOrEqual(
          4.5,
        );
      }
    }
  });

  it('leaves a colour that stands out already as it is', () => {
    expect(against([180, 35, 42], [255, 255, 255], 4.5)).toEqual([180, 35, 42]);
  });
});
