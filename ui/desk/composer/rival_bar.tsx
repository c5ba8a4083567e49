// The warning before two agents answer one customer.

import { Button } from '@shared/components/button';
import { AlertIcon, EyeIcon } from '@shared/components/icons';
import { inARow, t } from '../state/texts';
import type { Rivals } from './rivals';

interface RivalProps {
  rivals: Rivals;
  /** The agent wanted to send and was held back once. */
  warned: boolean;
  onSend: () => void;
}

export function Rival({ rivals: { writing, answered }, warned, onSend }: RivalProps) {
  const words = answered
    ? t('rival.answered', { name: answered })
    : t('rival.writing', { name: inARow(writing) });
  return (
    <div class={`rival${warned ? ' is-warned' : ''}`} role={warned ? 'alert' : 'status'}>
      {warned ? <AlertIcon /> : <EyeIcon />}
      <span>
        <b>{words}</b>
        {warned && <span>{t('rival.check')}</span>}
      </span>
      {warned && <Button onClick={onSend}>{t('rival.send')}</Button>}
    </div>
  );
}
