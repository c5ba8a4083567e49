// Customers who are signed in at the shop: the secret that proves it, and how to use it.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { EyeIcon, ReopenIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { CodeBlock, CopyField } from '../parts/copy';
import { Tabs } from '../parts/tabs';
import { say } from '../texts';
import type { PartProps } from './change_shop';
import { EXAMPLES } from './identity_examples';

interface Secret {
  secret: string;
}

export function IdentityPart({ shop }: PartProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [shown, setShown] = useState('node');
  const path = `/shops/${shop.id}/secret`;
  const show = () => http.get<Secret>(path).then(answer => setSecret(answer.secret), complain);
  const rotate = () => {
    setAsking(false);
    http.post<Secret>(path).then(answer => {
      setSecret(answer.secret);
      toast(say('identity.rotated'));
    }, complain);
  };
  const example = EXAMPLES.find(each => each.id === shown);
  return (
    <>
      <p class="part-text">{say('identity.text')}</p>
      <section class="settings-part">
        <h2>{say('identity.secret')}</h2>
        {secret === null ? (
          <div class="form-buttons">
            <Button icon={EyeIcon} onClick={() => void show()}>
              {say('identity.show')}
            </Button>
            <Button tone="quiet" icon={ReopenIcon} onClick={() => setAsking(true)}>
              {say('identity.rotate')}
            </Button>
          </div>
        ) : (
          <>
            <CopyField label={say('identity.secret')} text={secret} />
            <div class="form-buttons">
              <Button onClick={() => setSecret(null)}>{say('identity.hide')}</Button>
              <Button tone="quiet" icon={ReopenIcon} onClick={() => setAsking(true)}>
                {say('identity.rotate')}
              </Button>
            </div>
          </>
        )}
      </section>
      <section class="settings-part">
        <h2>{say('identity.how')}</h2>
        <ol class="steps">
          <li>{say('identity.step1')}</li>
          <li>{say('identity.step2')}</li>
          <li>{say('identity.step3')}</li>
        </ol>
        <Tabs
          label={say('identity.how')}
          tabs={EXAMPLES.map(({ id, label }) => ({ id, label }))}
          chosen={shown}
          onChoose={setShown}
        >
          {example && <CodeBlock label={example.label} code={example.code} />}
        </Tabs>
      </section>
      {asking && (
        <Dialog
          title={say('identity.rotate')}
          closeLabel={t('close')}
          onClose={() => setAsking(false)}
        >
          <p class="dialog-words">{say('identity.rotate.text')}</p>
          <DialogButtons>
            <Button tone="quiet" onClick={() => setAsking(false)}>
              {t('cancel')}
            </Button>
            <Button tone="danger" onClick={rotate}>
              {say('identity.rotate.do')}
            </Button>
          </DialogButtons>
        </Dialog>
      )}
    </>
  );
}
