// The session has ended in the middle of work: sign in over it; nothing written is lost.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { startAnew } from '../state/live';
import { me, startOver } from '../state/session';
import { t } from '../state/texts';
import { SignInForm } from './form';
import './sign_in.css';

export function SignInAgain() {
  return (
    <Dialog title={t('again.title')}>
      <p class="again-text">{t('again.text')}</p>
      <SignInForm email={me.peek()?.email} onDone={startAnew} />
      <Button tone="quiet" class="again-other" onClick={startOver}>
        {t('again.other')}
      </Button>
    </Dialog>
  );
}
