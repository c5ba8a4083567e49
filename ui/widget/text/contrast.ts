// The shop's colour, made readable: contrast as WCAG 2.2 defines it (1.4.3, 1.4.11).

export type Rgb = readonly [number, number, number];

/** `#rrggbb`, which is how the desk keeps a shop's colour, as three bytes; black for anything else. */
export const parse = (color: string): Rgb =>
  [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16) || 0) as unknown as Rgb;

export const format = (rgb: Rgb): string =>
  `#${rgb.map(byte => Math.round(byte).toString(16).padStart(2, '0')).join('')}`;

/** Relative luminance, 0 (black) to 1 (white). */
function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map(byte => {
    const part = byte / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as unknown as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** Contrast ratio, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

const mix = (from: Rgb, to: Rgb, share: number): Rgb =>
  from.map((byte, at) => byte + ((to[at] as number) - byte) * share) as unknown as Rgb;

/** `color` moved away from `paper`, in small steps, until it stands out from it by `ratio`. */
export function against(color: Rgb, paper: Rgb, ratio: number): Rgb {
  const end: Rgb = luminance(paper) > 0.18 ? [0, 0, 0] : [255, 255, 255];
  let found = color;
  for (let share = 0.05; contrast(found, paper) < ratio && share <= 1; share += 0.05) {
    // Rounded here, not on the way out, so that the colour written is the colour measured.
    found = mix(color, end, share).map(Math.round) as unknown as Rgb;
  }
  return found;
}

/** Black or white, whichever reads at 4.5 : 1 or better; one of the two always does. */
export const ink = (fill: Rgb): '#000' | '#fff' =>
  // White stands out by 4.5 from all that is darker than this.
  luminance(fill) > 1.05 / 4.5 - 0.05 ? '#000' : '#fff';
