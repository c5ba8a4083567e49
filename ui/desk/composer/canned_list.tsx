// The canned replies that fit what was typed after `/`; the composer's own keys move in it.

import type { Id } from '@shared/contracts';
import { useEffect, useRef } from 'preact/hooks';
import type { Fitting } from '../state/canned';
import { language, t } from '../state/texts';

interface CannedListProps {
  id: string;
  found: readonly Fitting[];
  at: number;
  onPick: (fitting: Fitting) => void;
  onPoint: (index: number) => void;
}

export const optionId = (list: string, replyId: Id): string => `${list}-${replyId}`;

export function CannedList({ id, found, at, onPick, onPoint }: CannedListProps) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);
  return (
    <div class="canned" role="listbox" id={id} aria-label={t('canned')} ref={box}>
      {found.map((fitting, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the composer holds the keys
        // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the composer
        <div
          key={fitting.reply.id}
          role="option"
          id={optionId(id, fitting.reply.id)}
          class="canned-choice"
          aria-selected={index === at}
          onPointerMove={() => onPoint(index)}
          onMouseDown={event => event.preventDefault()}
          onClick={() => onPick(fitting)}
        >
          <span class="canned-title">
            <kbd>/{fitting.reply.shortcut}</kbd>
            <b>{fitting.reply.title}</b>
            <small>{language(fitting.locale)}</small>
          </span>
          <span class="canned-text" lang={fitting.locale}>
            {fitting.text}
          </span>
        </div>
      ))}
      {!found.length && <p class="picker-none">{t('canned.none')}</p>}
    </div>
  );
}
