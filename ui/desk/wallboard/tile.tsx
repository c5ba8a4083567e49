// One thing on the wallboard: what it is, its figure in large type, and what belongs beside it.

import { AlertIcon, ClockIcon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';

export type Tone = 'calm' | 'soon' | 'late';

export interface TileProps {
  title: string;
  /** How the figure is worked out, in words. */
  formula?: string;
  value: string;
  /** What exactly the large figure is, where the title does not say it. */
  note?: string;
  tone?: Tone;
  /** Of those that are looked at first. */
  lead?: boolean;
  /** Opens the conversations behind the figure. */
  onOpen?: () => void;
  children?: ComponentChildren;
}

export function Tile({
  title,
  formula,
  value,
  note,
  tone = 'calm',
  lead,
  onOpen,
  children,
}: TileProps) {
  return (
    <section class={`tile tile-${tone} ${lead ? 'tile-lead' : ''}`} aria-label={title}>
      <h2 title={formula}>
        {title}
        {tone === 'late' && <AlertIcon size={14} />}
        {tone === 'soon' && <ClockIcon size={14} />}
      </h2>
      <p class="tile-figure">
        {onOpen ? (
          <button type="button" class="tile-value" onClick={onOpen}>
            {value}
          </button>
        ) : (
          <span class="tile-value">{value}</span>
        )}
        {note && <span class="tile-note">{note}</span>}
      </p>
      {children}
    </section>
  );
}

type Item = readonly [name: string, value: string, open?: () => void];

/** Lines of a name and its figure under a tile's own. */
export function Beside({ items }: { items: readonly Item[] }) {
  return (
    <dl class="tile-beside">
      {items.map(([name, value, open]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            {open ? (
              <button type="button" onClick={open}>
                {value}
              </button>
            ) : (
              value
            )}
          </dd>
        </div>
      ))}
    </dl>
  );
}
