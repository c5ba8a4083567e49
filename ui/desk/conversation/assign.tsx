// Handing a conversation to a colleague or a team, with a note for whoever takes it.

import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import '@shared/components/field.css';
import { useFocusOnArrival } from '@shared/components/focus';
import { CloseIcon, PeopleIcon } from '@shared/components/icons';
import { type Choice, Picker } from '@shared/components/picker';
import { Popover } from '@shared/components/popover';
import type { Conversation, Id } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { PresenceDot } from '../presence/dot';
import { standing } from '../presence/state';
import { assign, type Target } from '../state/actions';
import { lookingAt } from '../state/presence';
import { myId } from '../state/session';
import { people, shops, teams } from '../state/store';
import { t } from '../state/texts';
import './sheets.css';
import { anchors, foldSheet } from './sheets';

export function AssignSheet({ conversation }: { conversation: Conversation }) {
  const [target, setTarget] = useState<{ to: Target; name: string } | null>(null);
  const [note, setNote] = useState('');
  const [busy, setBusy] = useState(false);
  const here = useRef(true);
  useEffect(
    () => () => {
      here.current = false;
    },
    [],
  );
  const give = async (to: Target) => {
    if (busy) return;
    const words = note.trim();
    if (!words) foldSheet();
    setBusy(true);
    const done = await assign(conversation.id, to, words);
    setBusy(false);
    // What was written for a colleague stays until it has got out.
    if (words && done && here.current) foldSheet();
  };
  const pick = (picked: string) => {
    const [kind, text] = picked.split(' ');
    const id = Number(text);
    if (kind === 'nobody') void give({ person_id: null, team_id: null });
    else if (kind === 'person' && id === myId()) {
      void give({ person_id: id, team_id: conversation.team_id });
    } else if (kind === 'person') {
      setTarget({
        to: { person_id: id, team_id: conversation.team_id },
        name: people.peek(id)?.name ?? '',
      });
    } else {
      setTarget({ to: { person_id: null, team_id: id }, name: teams.peek(id)?.name ?? '' });
    }
  };

  return (
    <Popover anchor={anchors.assign ?? null} align="end" label={t('assign')} onClose={foldSheet}>
      {target ? (
        <form
          class="hand-over"
          onSubmit={event => {
            event.preventDefault();
            void give(target.to);
          }}
        >
          <h3>{t('assign.to', { name: target.name })}</h3>
          <HandOverNote value={note} onInput={setNote} onSend={() => void give(target.to)} />
          <div class="hand-over-buttons">
            <Button tone="quiet" onClick={() => setTarget(null)}>
              {t('back')}
            </Button>
            <Button tone="primary" type="submit" busy={busy}>
              {t('assign.give')}
            </Button>
          </div>
        </form>
      ) : (
        <Picker
          label={t('assign')}
          placeholder={t('assign.placeholder')}
          choices={choices(conversation)}
          none={t('assign.none')}
          onPick={pick}
        />
      )}
    </Popover>
  );
}

interface HandOverNoteProps {
  value: string;
  onInput: (text: string) => void;
  onSend: () => void;
}

function HandOverNote({ value, onInput, onSend }: HandOverNoteProps) {
  const area = useFocusOnArrival<HTMLTextAreaElement>();
  return (
    <textarea
      ref={area}
      class="input"
      rows={3}
      aria-label={t('assign.note')}
      placeholder={t('assign.note')}
      value={value}
      onInput={event => onInput(event.currentTarget.value)}
      onKeyDown={event => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) onSend();
      }}
    />
  );
}

/** Where a colleague stands towards customers, and whether they look at this one already. */
function Whereabouts({ id, looking }: { id: Id; looking: boolean }) {
  const state = standing(id);
  return (
    <>
      {id === myId() ? t('me') : looking ? t('assign.here') : t(`presence.${state}`)}{' '}
      <PresenceDot state={state} size={10} />
    </>
  );
}

/** Who may take it: me first, colleagues who see the shop, teams, and nobody. */
function choices(conversation: Conversation): Choice[] {
  const here = lookingAt(conversation.id);
  const able = people
    .values()
    .filter(each => !each.disabled_at)
    .filter(each => each.all_shops || each.shop_ids.includes(conversation.shop_id))
    .sort(
      (a, b) => Number(b.id === myId()) - Number(a.id === myId()) || a.name.localeCompare(b.name),
    );
  return [
    ...able.map(each => ({
      id: `person ${each.id}`,
      label: each.name,
      words: each.email,
      group: t('assign.people'),
      icon: <Avatar name={each.name} seed={each.id} size={22} round={false} />,
      detail: <Whereabouts id={each.id} looking={here.includes(each.id)} />,
      checked: each.id === conversation.assignee_id,
    })),
    ...teams
      .values()
      .sort((a, b) => a.name.localeCompare(b.name))
      .map(team => ({
        id: `team ${team.id}`,
        label: team.name,
        group: t('assign.teams'),
        icon: <PeopleIcon />,
        checked: conversation.assignee_id === null && team.id === conversation.team_id,
      })),
    ...(conversation.assignee_id !== null || conversation.team_id !== null
      ? [
          {
            id: 'nobody',
            label: t('assign.release'),
            words: shops.peek(conversation.shop_id)?.name ?? '',
            group: ' ',
            icon: <CloseIcon />,
          },
        ]
      : []),
  ];
}
