// A webhook's signing secret: never shown again, but a new one can be had, and the old one ended.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Switch } from '@shared/components/field';
import { useState } from 'preact/hooks';
import { http, zone } from '../../state/session';
import { t, times } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { Once } from '../parts/once';
import { say } from '../texts';
import { bothSign, type Webhook } from './webhook';

interface SecretProps {
  hook: Webhook;
  take: (changed: Webhook) => void;
}

export function Secret({ hook, take }: SecretProps) {
  const [asked, setAsked] = useState(false);
  const until = bothSign(hook, Date.now()) ? times(zone()).moment(hook.old_secret_until) : null;
  return (
    <section class="settings-part narrow">
      <h2>
        {say('webhooks.secret')}
        <span class="part-side">
          <Button onClick={() => setAsked(true)}>{say('identity.rotate')}</Button>
        </span>
      </h2>
      <p class="dialog-words">
        {until === null
          ? say('webhooks.secret.text')
          : say('webhooks.secret.both', { when: until })}
      </p>
      {asked && <NewSecret hook={hook} take={take} onClose={() => setAsked(false)} />}
    </section>
  );
}

function NewSecret({ hook, take, onClose }: SecretProps & { onClose: () => void }) {
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm({ at_once: false });
  const rotate = form.submit(async wish => {
    const path = `/webhooks/${hook.id}/secret`;
    const made = await http.post<{ webhook: Webhook; secret: string }>(path, wish);
    take(made.webhook);
    setSecret(made.secret);
  });
  if (secret !== null) {
    return (
      <Once
        title={say('webhooks.secret.made')}
        text={say('webhooks.made.text')}
        label={say('webhooks.secret')}
        secret={secret}
        onDone={onClose}
      />
    );
  }
  return (
    <Dialog title={say('identity.rotate')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={rotate}>
        <p class="dialog-words">{say('webhooks.secret.rotate.text')}</p>
        <Switch
          label={say('webhooks.secret.atOnce')}
          hint={say('webhooks.secret.atOnce.hint')}
          checked={form.values.at_once}
          onChange={at_once => form.set({ at_once })}
        />
        <DialogFoot form={form} action={say('identity.rotate.do')} onClose={onClose} />
      </form>
    </Dialog>
  );
}
