// One thing on the wallboard: what it is, its figure in large type, and what belongs beside it.

import type { ComponentChildren } from 'preact';

export type Tone = 'calm' | 'soon' | 'late';

export interface TileProps {
  title: string;
  /** How the figure is worked out, in words. */
  formula?: string;
  value: string;
  tone?: Tone;
  wide?: boolean;
  onOpen?: () => void;
  children?: ComponentChildren;
}

export function Tile({ title, formula, value, tone = 'calm', wide, onOpen, children }: TileProps) {
  return (
    <section class={`tile tile-${tone} ${wide ? 'tile-wide' : ''}`} aria-label={title}>
      <h2 title={formula}>{title}</h2>
      {onOpen ? (
        <button type="button" class="tile-value" title={formula} onClick={onOpen}>
          {value}
        </button>
      ) : (
        <p class="tile-value">{value}</p>
      )}
      {children}
    </section>
  );
}

/** Lines of a name and its figure under a tile's own. */
export function Beside({ items }: { items: readonly (readonly [string, string])[] }) {
  return (
    <dl class="tile-beside">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
