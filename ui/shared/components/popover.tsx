// What opens beside a button: in the top layer, closed by Esc or a click elsewhere; the focus goes back.

import type { ComponentChildren } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import './popover.css';

export interface PopoverProps {
  anchor: Element | null;
  label: string;
  onClose: () => void;
  /** Which edge of the anchor it keeps to. */
  align?: 'start' | 'end';
  side?: 'below' | 'above';
  class?: string;
  children: ComponentChildren;
}

const GAP = 6;
const EDGE = 8;

export function Popover({
  anchor,
  label,
  onClose,
  align = 'start',
  side = 'below',
  class: name,
  children,
}: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  // The anchor may be drawn anew while this is open, as the row of a list that is sorted again.
  const beside = useRef(anchor);
  beside.current = anchor;
  /** What had the focus when this was asked for: what is in it may take it before its own time. */
  const before = useRef(document.activeElement);

  useLayoutEffect(() => {
    const panel = ref.current;
    if (!panel || !anchor) return;
    if (!panel.matches(':popover-open')) panel.showPopover();
    // An anchor that is gone has no place: what is open stays where it was.
    const place = () => anchor.isConnected && put(panel, anchor, align, side);
    place();
    const watch = new ResizeObserver(place);
    watch.observe(panel);
    addEventListener('resize', place);
    return () => {
      watch.disconnect();
      removeEventListener('resize', place);
    };
  }, [anchor]);

  useEffect(() => {
    const panel = ref.current;
    if (panel && !panel.contains(document.activeElement)) {
      panel.querySelector<HTMLElement>('[autofocus],input,[tabindex="0"],button')?.focus();
    }
    const outside = (event: PointerEvent) => {
      const path = event.composedPath();
      const { current: button } = beside;
      if (panel && !path.includes(panel) && button && !path.includes(button)) onClose();
    };
    document.addEventListener('pointerdown', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      const lost = !document.activeElement || document.activeElement === document.body;
      const inside = panel?.contains(document.activeElement);
      if (!lost && !inside) return;
      const { current: first } = before;
      const own = first && first !== document.body && first.isConnected ? first : null;
      const button = beside.current?.closest('button') ?? beside.current?.querySelector('button');
      const back = own ?? button;
      if (back instanceof HTMLElement) back.focus({ preventScroll: true });
    };
  }, []);

  return (
    <div
      ref={ref}
      popover="manual"
      role="dialog"
      aria-label={label}
      class={`popover ${name ?? ''}`}
      onKeyDown={event => {
        event.stopPropagation();
        // While an input method composes, Escape belongs to it.
        if (event.key === 'Escape' && !event.isComposing) {
          event.preventDefault();
          onClose();
        }
      }}
    >
      {children}
    </div>
  );
}

function put(panel: HTMLElement, anchor: Element, align: 'start' | 'end', side: 'below' | 'above') {
  let at = anchor.getBoundingClientRect();
  // A button that a narrow window hides: beside what it stands in.
  for (let up = anchor.parentElement; up && !at.width; up = up.parentElement)
    at = up.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = panel;
  const left = align === 'start' ? at.left : at.right - width;
  const below = at.bottom + GAP;
  const above = at.top - GAP - height;
  const roomBelow = below + height <= innerHeight - EDGE;
  const top =
    side === 'below' ? (roomBelow || above < EDGE ? below : above) : above < EDGE ? below : above;
  panel.style.left = `${Math.max(EDGE, Math.min(left, innerWidth - width - EDGE))}px`;
  panel.style.top = `${Math.max(EDGE, Math.min(top, innerHeight - height - EDGE))}px`;
}
