// What the words will be: an answer to the customer, or a note that only colleagues see.

import { LockIcon } from '@shared/components/icons';
import { t } from '../state/texts';

interface ModesProps {
  note: boolean;
  onPick: (kind: 'text' | 'note') => void;
}

export function Modes({ note, onPick }: ModesProps) {
  return (
    <fieldset class="composer-modes" aria-label={t('composer.mode')}>
      <button type="button" aria-pressed={!note} onClick={() => onPick('text')}>
        {t('reply')}
      </button>
      <button type="button" aria-pressed={note} onClick={() => onPick('note')}>
        <LockIcon size={13} />
        {t('note')}
      </button>
    </fieldset>
  );
}
