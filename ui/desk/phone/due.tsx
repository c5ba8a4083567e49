// A callback whose turn has come: its caller has kept their place, and nobody waits before them.

import { Button } from '@shared/components/button';
import { PhoneIcon } from '@shared/components/icons';
import { busy, callBack } from './acts';
import { later } from './calls';
import type { Call } from './contracts';
import { Who } from './panel';
import { say } from './texts';

export function Due({ call }: { call: Call }) {
  return (
    <article class="phone-card is-due" aria-label={say('due')}>
      <p class="phone-state">{say('due')}</p>
      <Who call={call} />
      <div class="phone-row">
        <Button
          tone="quiet"
          onClick={() => {
            later.value = new Set([...later.peek(), call.id]);
          }}
        >
          {say('due.later')}
        </Button>
        <Button
          tone="primary"
          icon={PhoneIcon}
          busy={busy.value}
          onClick={() => void callBack(call)}
        >
          {say('callBack')}
        </Button>
      </div>
    </article>
  );
}
