// Putting a conversation aside until a time: the usual ones, or any.

import { Button } from '@shared/components/button';
import { ClockIcon } from '@shared/components/icons';
import { Picker } from '@shared/components/picker';
import { Popover } from '@shared/components/popover';
import type { Conversation } from '@shared/contracts';
import { knownZone } from '@shared/i18n/time';
import { useState } from 'preact/hooks';
import { snooze } from '../state/actions';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
import './sheets.css';
import { anchors, foldSheet } from './sheets';
import { fieldTime, presets } from './snooze_times';

export function SnoozeSheet({ conversation }: { conversation: Conversation }) {
  const own = knownZone(zone());
  const [now] = useState(() => Date.now());
  const [typed, setTyped] = useState('');
  const custom = fieldTime(typed, own);
  const until = (at: number) => {
    foldSheet();
    void snooze(conversation.id, new Date(at).toISOString());
  };
  return (
    <Popover anchor={anchors.snooze ?? null} align="end" label={t('snooze')} onClose={foldSheet}>
      <Picker
        label={t('snooze')}
        placeholder={t('snooze.placeholder')}
        none={t('snooze.none')}
        choices={presets(now, own).map(({ name, at }) => ({
          id: String(at),
          label: t(`snooze.${name}`),
          icon: <ClockIcon />,
          detail: name === 'hour' ? times(zone()).time(at) : times(zone()).moment(at),
        }))}
        onPick={at => until(Number(at))}
        footer={
          <form
            class="snooze-custom"
            onSubmit={event => {
              event.preventDefault();
              if (custom !== null && custom > Date.now()) until(custom);
            }}
          >
            <input
              class="input"
              type="datetime-local"
              aria-label={t('snooze.custom')}
              value={typed}
              onInput={event => setTyped(event.currentTarget.value)}
            />
            <Button type="submit" disabled={custom === null || custom <= now}>
              {t('snooze.set')}
            </Button>
          </form>
        }
      />
    </Popover>
  );
}
