// Whom nobody has called back yet, in the order of the places they had; their voicemail.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { ChatIcon, CheckIcon, PhoneIcon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import { useRef } from 'preact/hooks';
import { go, pathTo } from '../state/router';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
import { busy, callBack, wrapUp } from './acts';
import { calls, current, missed } from './calls';
import type { Call } from './contracts';
import { Who } from './panel';
import { Recordings } from './recordings';
import { say } from './texts';

export function Missed({ onClose }: { onClose: () => void }) {
  const found = missed.value;
  // Each keeps its place while one looks: none slips under the button that was meant for another,
  // and none goes from under the ear.
  const order = useRef<Id[]>([]);
  const open = new Set(found.map(call => call.id));
  order.current = [...new Set([...order.current, ...open])];
  const shown = order.current.map(id => calls.get(id)).filter(call => call !== undefined);
  return (
    <Dialog title={say('missed')} closeLabel={t('close')} width="wide" onClose={onClose}>
      {shown.length === 0 && <p class="phone-none">{say('missed.none')}</p>}
      <ul class="phone-missed">
        {shown.map(call => (
          <Row key={call.id} call={call} over={!open.has(call.id)} onClose={onClose} />
        ))}
      </ul>
    </Dialog>
  );
}

interface RowProps {
  call: Call;
  /** Somebody has seen to it meanwhile. */
  over: boolean;
  onClose: () => void;
}

function Row({ call, over, onClose }: RowProps) {
  return (
    <li>
      <Who call={call} />
      <p>
        {call.ending && say(`ending.${call.ending}`)}{' '}
        <time dateTime={call.came_at}>{times(zone()).moment(call.came_at)}</time>
      </p>
      {call.wanted_at && (
        <p>
          <strong>{say('wanted', { when: times(zone()).moment(call.wanted_at) })}</strong>
        </p>
      )}
      <Recordings id={call.id} kind="voicemail" />
      <div class="phone-row">
        {over ? (
          <p class="phone-seen-to" role="status">
            <CheckIcon size={14} /> {say('missed.over')}
          </p>
        ) : (
          <Ways call={call} onClose={onClose} />
        )}
      </div>
    </li>
  );
}

function Ways({ call, onClose }: Omit<RowProps, 'over'>) {
  const settle = () =>
    wrapUp(call, { outcome: 'no_answer', note: '', promise: null, due_at: null });
  return (
    <>
      <Button tone="quiet" icon={CheckIcon} onClick={() => void settle()}>
        {say('settled')}
      </Button>
      {call.door === 'chat' && !call.number ? (
        <Button
          icon={ChatIcon}
          onClick={() => {
            onClose();
            go(pathTo.conversation(call.conversation_id));
          }}
        >
          {say('missed.write')}
        </Button>
      ) : (
        <Button
          icon={PhoneIcon}
          disabled={!call.number || current.value !== undefined}
          busy={busy.value}
          onClick={() => {
            onClose();
            void callBack(call);
          }}
        >
          {say('callBack')}
        </Button>
      )}
    </>
  );
}
