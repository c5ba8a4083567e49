// Under a message of which a number was hidden: that it was, and the safe way to ask for it.

import { Button } from '@shared/components/button';
import { ShieldIcon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import { showCustomer } from '../shell/layout';
import { asking } from './state';
import { say, wordsReady } from './texts';
import './vault.css';

export function NumberHidden({ conversation }: { conversation: Id }) {
  if (!wordsReady()) return null;
  return (
    <p class="vault-hidden">
      <ShieldIcon size={13} />
      <span>{say('hidden')}</span>
      <Button
        tone="quiet"
        onClick={() => {
          showCustomer(true);
          asking.value = conversation;
        }}
      >
        {say('hidden.ask')}
      </Button>
    </p>
  );
}
