// Pictures in full: leafed through with the arrows, enlarged with a click, Esc goes back.

import { IconButton } from '@shared/components/button';
import { BackIcon, CloseIcon, DownloadIcon, NextIcon, ZoomIcon } from '@shared/components/icons';
import type { Attachment, Id } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { http } from '../state/session';
import { t } from '../state/texts';
import './viewer.css';

interface ViewerProps {
  pictures: readonly Attachment[];
  start: Id;
  onClose: () => void;
}

export function Viewer({ pictures, start, onClose }: ViewerProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  // By its id: earlier ones come in before it, others are taken out of the talk.
  const [held, setHeld] = useState({ id: start, at: 0 });
  const [large, setLarge] = useState(false);
  const there = pictures.findIndex(each => each.id === held.id);
  const at = there < 0 ? Math.min(held.at, pictures.length - 1) : there;
  const picture = pictures[at];
  if (picture && (held.id !== picture.id || held.at !== at)) setHeld({ id: picture.id, at });
  const step = (by: number) => {
    const to = Math.min(pictures.length - 1, Math.max(0, at + by));
    setLarge(false);
    setHeld({ id: pictures[to]?.id ?? start, at: to });
  };

  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus({ preventScroll: true });
    };
  }, []);

  // The last of them was taken out of the talk.
  useEffect(() => {
    if (!picture) onClose();
  }, [!picture]);

  if (!picture) return null;
  const keys = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'ArrowLeft') step(-1);
    else if (event.key === 'ArrowRight') step(1);
    else if (event.key === 'Home') step(-at);
    else if (event.key === 'End') step(pictures.length);
    else if (event.key === ' ' || event.key === 'z') setLarge(!large);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      class="viewer"
      aria-label={picture.name}
      onCancel={onClose}
      onKeyDown={keys}
    >
      <header class="viewer-head">
        <span class="viewer-name">
          <bdi>{picture.name}</bdi>
          {pictures.length > 1 && (
            <small>{t('viewer.place', { at: at + 1, of: pictures.length })}</small>
          )}
        </span>
        <IconButton
          icon={ZoomIcon}
          label={t('viewer.zoom')}
          aria-pressed={large}
          onClick={() => setLarge(!large)}
        />
        <a
          class="icon-button"
          href={http.url(`/attachments/${picture.id}`)}
          download={picture.name}
          aria-label={t('download')}
        >
          <DownloadIcon />
        </a>
        <IconButton icon={CloseIcon} label={t('close')} onClick={onClose} />
      </header>
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: the dialog holds the keys */}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click beside the picture leaves */}
      <div
        class={`viewer-stage${large ? ' is-large' : ''}`}
        onClick={event => {
          if (event.target === event.currentTarget) onClose();
        }}
      >
        {/* biome-ignore lint/a11y/useKeyWithClickEvents: Space does the same */}
        <img
          key={picture.id}
          src={http.url(`/attachments/${picture.id}`)}
          alt={picture.name}
          width={picture.width ?? undefined}
          height={picture.height ?? undefined}
          onClick={() => setLarge(!large)}
        />
      </div>
      {at > 0 && (
        <IconButton
          class="viewer-step viewer-before"
          icon={BackIcon}
          label={t('viewer.before')}
          onClick={() => step(-1)}
        />
      )}
      {at < pictures.length - 1 && (
        <IconButton
          class="viewer-step viewer-next"
          icon={NextIcon}
          label={t('viewer.next')}
          onClick={() => step(1)}
        />
      )}
    </dialog>
  );
}
