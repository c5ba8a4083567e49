// What can be heard of a call, under its line in the conversation: opened when somebody asks.

import { icon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { lazily } from '../lazily';
import { useFetched } from '../settings/parts/fetched';
import { me, myId } from '../state/session';
import { calls } from './calls';
import type { Call, Recording } from './contracts';
import { length } from './panel';
import './player.css';
import { say } from './texts';

const Player = lazily(() => import('./player').then(found => found.Player));

export const PlayIcon = /* @__PURE__ */ icon('M5 3.2v9.6L12.6 8z');

/** A talk is for supervisors and whoever spoke; voicemail was left to be heard. */
function mayHear(call: Call, kind: Recording['kind']): boolean {
  return kind === 'voicemail' || me.value?.role !== 'agent' || call.person_id === myId();
}

export function Recordings({ id, kind }: { id: Id; kind: Recording['kind'] }) {
  const known = calls.get(id);
  const { value } = useFetched<Call>(known ? null : `/calls/${id}`);
  // In one place whichever it is: a player opened meanwhile would close when the desk hears of it.
  const call = known ?? value;
  return call && <Of call={call} kind={kind} />;
}

function Of({ call, kind }: { call: Call; kind: Recording['kind'] }) {
  const found = call.recordings.filter(each => each.kind === kind);
  if (!mayHear(call, kind)) return null;
  return (
    <>
      {found.map(each => (
        <One key={each.id} recording={each} />
      ))}
    </>
  );
}

function One({ recording }: { recording: Recording }) {
  const [open, setOpen] = useState(false);
  if (open) return <Player recording={recording} />;
  return (
    <button type="button" class="recording-open" onClick={() => setOpen(true)}>
      <PlayIcon size={14} />
      {say(`recording.${recording.kind}`)} <span>{length(recording.seconds)}</span>
    </button>
  );
}
