// The server does not answer and nothing is here yet: said plainly, and tried again.

import { Button } from '@shared/components/button';
import { OfflineIcon, ReopenIcon } from '@shared/components/icons';
import { useEffect } from 'preact/hooks';
import { t } from '../state/texts';

const EVERY = 4000;

export function Unreached({ again }: { again: () => void }) {
  useEffect(() => {
    const timer = setInterval(again, EVERY);
    return () => clearInterval(timer);
  }, []);
  return (
    <main class="blank">
      <OfflineIcon size={28} />
      <h1>{t('unreached.title')}</h1>
      <p>{t('unreached.text')}</p>
      <Button icon={ReopenIcon} onClick={again}>
        {t('again')}
      </Button>
    </main>
  );
}
