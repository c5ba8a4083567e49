// A face for whoever has none: the first letter on a colour that stays theirs.

import './avatar.css';

const HUES = [18, 48, 88, 140, 175, 210, 250, 285, 325];

/** The letters that stand for a name: the first of a Han, Kana or Hangul name, else the initials. */
export function initials(name: string): string {
  const clean = name.replace(/^[^\p{L}\p{N}]+/u, '').trim();
  const first = [...clean][0] ?? '?';
  if (!/^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]/u.test(clean)) return first;
  const words = clean.split(/\s+/);
  const second = words.length > 1 ? [...(words.at(-1) ?? '')][0] : '';
  return `${first}${second ?? ''}`.toUpperCase();
}

function hueOf(seed: number): number {
  return HUES[Math.abs(Math.imul(seed, 2654435761) >>> 8) % HUES.length] ?? 250;
}

export function Avatar({
  name,
  seed,
  size = 32,
  round = true,
}: {
  name: string;
  seed: number;
  size?: number;
  round?: boolean;
}) {
  return (
    <span
      class={`avatar${round ? '' : ' avatar-square'}`}
      aria-hidden="true"
      style={{
        '--hue': String(hueOf(seed)),
        width: `${size}px`,
        height: `${size}px`,
        fontSize: `${Math.round(size * 0.4)}px`,
      }}
    >
      {initials(name)}
    </span>
  );
}
