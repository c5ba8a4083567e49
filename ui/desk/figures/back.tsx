// The way back to the inbox where there is no rail beside: on a phone.

import { BackIcon } from '@shared/components/icons';
import { pathTo, view } from '../state/router';
import { t } from '../state/texts';
import './frame.css';

export function BackToInbox() {
  return (
    <a class="icon-button back-to-inbox" href={pathTo.inbox(view.value)} aria-label={t('back')}>
      <BackIcon />
    </a>
  );
}
