// A menu of actions beside its button: arrows move, Esc and Tab leave. From the moment that somebody
// reaches for it, it holds still: what comes in meanwhile puts nothing else under their hand.

import type { ComponentChild } from 'preact';
import { useRef } from 'preact/hooks';
import type { Icon } from './icons';
import './menu.css';
import { Popover, type PopoverProps } from './popover';

export interface MenuItem {
  id: string;
  label: string;
  icon?: Icon;
  detail?: ComponentChild;
  checked?: boolean;
  danger?: boolean;
  /** A line above it. */
  apart?: boolean;
  run: () => void;
}

export function Menu({
  items,
  ...frame
}: { items: readonly MenuItem[] } & Omit<PopoverProps, 'children'>) {
  const list = useRef<HTMLDivElement>(null);
  const held = useRef<readonly MenuItem[] | null>(null);
  const shown = held.current ?? items;
  const hold = () => {
    held.current = shown;
  };

  const keys = (event: KeyboardEvent) => {
    hold();
    const buttons = [...(list.current?.querySelectorAll('button') ?? [])];
    const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
    let next = -1;
    if (event.key === 'ArrowDown') next = (at + 1) % buttons.length;
    else if (event.key === 'ArrowUp') next = (at - 1 + buttons.length) % buttons.length;
    else if (event.key === 'Home') next = 0;
    else if (event.key === 'End') next = buttons.length - 1;
    else if (event.key === 'Tab') frame.onClose();
    if (next >= 0) {
      event.preventDefault();
      buttons[next]?.focus();
    }
  };

  return (
    <Popover {...frame}>
      <div
        class="menu"
        role="menu"
        aria-label={frame.label}
        tabIndex={-1}
        ref={list}
        onKeyDown={keys}
        onPointerMove={hold}
      >
        {shown.map(item => (
          <button
            key={item.id}
            type="button"
            {...(item.checked === undefined
              ? { role: 'menuitem' as const }
              : { role: 'menuitemradio' as const, 'aria-checked': item.checked })}
            tabIndex={-1}
            class={`menu-item${item.danger ? ' is-danger' : ''}${item.apart ? ' is-apart' : ''}`}
            onClick={() => {
              frame.onClose();
              item.run();
            }}
          >
            {item.icon && <item.icon />}
            <span class="menu-label">{item.label}</span>
            {item.detail && <span class="menu-detail">{item.detail}</span>}
            {item.checked && <span class="menu-mark" aria-hidden="true" />}
          </button>
        ))}
      </div>
    </Popover>
  );
}
