// The shop's colour as the widget wears it, by day and by night.

import { against, format, ink, parse, type Rgb } from './contrast.ts';

const DAY: Rgb = [255, 255, 255];
const NIGHT: Rgb = [27, 29, 34];

/** Custom properties: the colour as a surface, what is written on it, and as writing on paper. */
export function look(color: string, night: boolean): Readonly<Record<string, string>> {
  const paper = night ? NIGHT : DAY;
  const own = parse(color);
  const fill = against(own, paper, 1.3);
  return {
    '--fill': format(fill),
    '--on-fill': ink(fill),
    '--accent': format(against(own, paper, 4.5)),
  };
}
