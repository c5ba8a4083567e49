// What a supervisor can do with a colleague's call: listen, whisper, join in, go again.

import { Button } from '@shared/components/button';
import { CloseIcon, EyeIcon, icon, PeopleIcon } from '@shared/components/icons';
import { me } from '../state/session';
import { busy } from './acts';
import type { Call, Supervision } from './contracts';
import { beside, leaveSupervision, mannerOf, supervise } from './supervise';
import { say, wordsReady } from './texts';

const WhisperIcon = /* @__PURE__ */ icon('M2.5 3.5h11v7.6H8l-3.4 2.6v-2.6H2.5z', 'M6 7.3h4');
const ICONS = { listen: EyeIcon, whisper: WhisperIcon, join: PeopleIcon } as const;
const MANNERS = ['listen', 'whisper', 'join'] as const;

export function Supervising({ call }: { call: Call }) {
  const talks = call.phase === 'talking' || call.phase === 'held';
  const own = call.person_id === me.value?.id;
  if (!wordsReady() || !talks || own || me.value?.role === 'agent') return null;
  const how = beside.value?.call === call.id ? mannerOf(call) : null;
  return (
    <fieldset class="supervising" aria-label={say('supervise')}>
      {MANNERS.map(each => (
        <Manner key={each} call={call} each={each} how={how} />
      ))}
      {how && (
        <Button tone="quiet" icon={CloseIcon} onClick={() => void leaveSupervision(call)}>
          {say('supervise.leave')}
        </Button>
      )}
    </fieldset>
  );
}

function Manner(props: { call: Call; each: Supervision; how: Supervision | null }) {
  const { call, each, how } = props;
  return (
    <Button
      tone="quiet"
      icon={ICONS[each]}
      aria-pressed={how === each}
      disabled={busy.value}
      onClick={() => void supervise(call, each)}
    >
      {say(`supervise.${each}`)}
    </Button>
  );
}
