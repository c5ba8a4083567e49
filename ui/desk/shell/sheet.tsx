// All keys on one sheet, as they are listened to.

import { Dialog } from '@shared/components/dialog';
import { keyLabel } from '@shared/components/keyboard';
import { t } from '../state/texts';
import { foldPanel } from './layout';
import './sheet.css';
import { KEYS } from './shortcuts';

const GROUPS = ['move', 'write', 'handle', 'desk'] as const;

export function Sheet() {
  return (
    <Dialog title={t('key.sheet')} closeLabel={t('close')} width="wide" onClose={foldPanel}>
      <div class="keys">
        {GROUPS.map(group => (
          <section key={group}>
            <h3>{t(`keys.${group}`)}</h3>
            <dl>
              {KEYS.filter(key => key.group === group).map(({ key, text }) => (
                <div key={key}>
                  <dt>{t(text)}</dt>
                  <dd>
                    <kbd>{keyLabel(key)}</kbd>
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
