// Putting a conversation aside until a time.

import type { Conversation } from '@shared/contracts';
import { snooze } from '../state/actions';
import { t } from '../state/texts';
import { PickTime } from './pick_time';
import { anchors, foldSheet } from './sheets';

export function SnoozeSheet({ conversation }: { conversation: Conversation }) {
  return (
    <PickTime
      anchor={anchors.snooze ?? null}
      label={t('snooze')}
      placeholder={t('snooze.placeholder')}
      onClose={foldSheet}
      onPick={at => {
        foldSheet();
        void snooze(conversation.id, new Date(at).toISOString());
      }}
    />
  );
}
