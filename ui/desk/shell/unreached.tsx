// The server does not answer and nothing is here yet: said plainly, with a way to try again.

import { Button } from '@shared/components/button';
import { OfflineIcon, ReopenIcon } from '@shared/components/icons';
import { t } from '../state/texts';

export function Unreached({ again }: { again: () => void }) {
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
