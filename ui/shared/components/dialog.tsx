// A dialog on the browser's own <dialog>: it holds the focus, Esc closes it, focus goes back after.

import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { IconButton } from './button';
import './dialog.css';
import { CloseIcon } from './icons';

export interface DialogProps {
  title: string;
  /** Absent: the dialog cannot be left without its own buttons (sign in again). */
  onClose?: () => void;
  closeLabel?: string;
  width?: 'narrow' | 'wide';
  children: ComponentChildren;
}

export function Dialog({
  title,
  onClose,
  closeLabel = '',
  width = 'narrow',
  children,
}: DialogProps) {
  const ref = useRef<HTMLDialogElement>(null);
  const id = useId();
  /** What had the focus when the dialog was asked for: by the time it opens that may have gone. */
  const before = useRef(document.activeElement);

  // Not while the page is being laid out: what had the focus would get it back without its caret,
  // and take no key.
  useEffect(() => {
    const dialog = ref.current;
    // What was pressed may have gone with its menu, which has given the focus back by now.
    const { current } = before;
    if (current === document.body || !current?.isConnected) before.current = document.activeElement;
    if (dialog && !dialog.open) dialog.showModal();
    return () => {
      dialog?.close();
      const { current } = before;
      if (current instanceof HTMLElement && current.isConnected)
        current.focus({ preventScroll: true });
    };
  }, []);

  return (
    <dialog
      ref={ref}
      class={`dialog dialog-${width}`}
      aria-labelledby={id}
      onCancel={event => {
        event.preventDefault();
        onClose?.();
      }}
      onMouseDown={event => {
        if (event.target === ref.current) onClose?.();
      }}
      onKeyDown={event => event.stopPropagation()}
    >
      <div class="dialog-paper">
        <header class="dialog-head">
          <h2 id={id}>{title}</h2>
          {onClose && <IconButton icon={CloseIcon} label={closeLabel} onClick={onClose} />}
        </header>
        {children}
      </div>
    </dialog>
  );
}

/** The row of buttons at a dialog's end. */
export function DialogButtons({ children }: { children: ComponentChildren }) {
  return <div class="dialog-buttons">{children}</div>;
}
