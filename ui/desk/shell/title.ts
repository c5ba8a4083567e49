// The tab's title: how many of mine wait, and where the desk is.

import { computed, effect } from '@preact/signals';
import { me } from '../state/session';
import { conversations } from '../state/store';
import { t } from '../state/texts';

const waiting = computed(() => {
  const id = me.value?.id;
  return conversations
    .values()
    .filter(each => each.state === 'open' && each.assignee_id === id && each.waiting_since).length;
});

/** Keep the title; returns how to stop. */
export function startTitle(): () => void {
  return effect(() => {
    const count = waiting.value;
    document.title = count ? `(${count}) ${t('desk.title')}` : t('desk.title');
  });
}
