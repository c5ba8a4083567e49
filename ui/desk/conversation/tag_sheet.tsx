// Tags of the conversation: typed, put on and taken off.

import { Picker } from '@shared/components/picker';
import { Popover } from '@shared/components/popover';
import type { Conversation } from '@shared/contracts';
import { toggleTag } from '../state/actions';
import { tags } from '../state/store';
import { t } from '../state/texts';
import { anchors, foldSheet } from './sheets';

export function TagSheet({ conversation }: { conversation: Conversation }) {
  const choices = tags
    .values()
    .filter(tag => tag.shop_id === null || tag.shop_id === conversation.shop_id)
    .sort((a, b) => a.name.localeCompare(b.name))
    .map(tag => ({
      id: String(tag.id),
      label: tag.name,
      icon: <span class="tag-dot" style={{ background: tag.color }} />,
      checked: conversation.tag_ids.includes(tag.id),
    }));
  return (
    <Popover anchor={anchors.tags ?? null} align="end" label={t('tags')} onClose={foldSheet}>
      <Picker
        label={t('tags')}
        placeholder={t('tags.placeholder')}
        none={t('tags.none')}
        choices={choices}
        onPick={id => void toggleTag(conversation.id, Number(id))}
      />
    </Popover>
  );
}
