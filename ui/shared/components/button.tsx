// Buttons: one with words, one with an icon whose words are its hint.

import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';
import './button.css';
import type { Icon } from './icons';

type Native = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'icon' | 'size'>;

export interface ButtonProps extends Native {
  /** `primary`: the one thing this place is for. `danger`: cannot be taken back. */
  tone?: 'primary' | 'plain' | 'quiet' | 'danger';
  icon?: Icon;
  busy?: boolean;
  children?: ComponentChildren;
}

export function Button({
  tone = 'plain',
  icon: Glyph,
  busy,
  children,
  class: name,
  ...rest
}: ButtonProps) {
  return (
    <button
      type="button"
      class={`button button-${tone} ${name ?? ''}`}
      aria-busy={busy ? 'true' : undefined}
      {...rest}
      disabled={rest.disabled || busy}
    >
      {Glyph && <Glyph />}
      {children}
    </button>
  );
}

export interface IconButtonProps extends Native {
  icon: Icon;
  /** What it does: spoken, and shown as a hint. */
  label: string;
  /** The key that does the same, shown in the hint. */
  hintKey?: string;
  size?: number;
}

export function IconButton({
  icon: Glyph,
  label,
  hintKey,
  size = 16,
  class: name,
  ...rest
}: IconButtonProps) {
  return (
    <button
      type="button"
      class={`icon-button ${name ?? ''}`}
      aria-label={label}
      data-hint={label}
      data-hint-key={hintKey}
      {...rest}
    >
      <Glyph size={size} />
    </button>
  );
}
