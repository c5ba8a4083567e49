// No conversation is open: what the keys are, for those who just sat down.

import { ChatIcon } from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import { t } from '../state/texts';

export function NothingOpen() {
  return (
    <div class="blank">
      <ChatIcon size={28} />
      <h2>{t('nothing.title')}</h2>
      <p>{t('nothing.text')}</p>
      <ul class="nothing-keys">
        {(
          [
            ['j', 'key.next'],
            ['Ctrl+k', 'key.palette'],
            ['?', 'key.sheet'],
          ] as const
        ).map(([key, text]) => (
          <li key={key}>
            <kbd>{keyLabel(key)}</kbd> {t(text)}
          </li>
        ))}
      </ul>
    </div>
  );
}
