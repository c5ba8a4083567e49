// One webhook: what it is told, whether it is heard, and what was sent.

import { Button } from '@shared/components/button';
import { Switch } from '@shared/components/field';
import { AlertIcon, ReopenIcon, SendIcon, TrashIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { go, pathTo } from '../../state/router';
import { http, zone } from '../../state/session';
import { times } from '../../state/texts';
import { Crumb } from '../parts/crumb';
import type { Fetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { leave } from '../parts/leaving';
import { Coming, Empty, Failed } from '../parts/listing';
import { SaveBar } from '../parts/save_bar';
import { patch, patchOrComplain } from '../parts/undoable';
import { say } from '../texts';
import { Deliveries } from './deliveries';
import { draftOf, isWhole, WebhookFields, wanted } from './fields';
import { Secret } from './secret';
import type { Delivery, Webhook } from './webhook';
import './webhooks.css';
import { Standing } from './webhooks';

interface OneProps {
  id: Id;
  fetched: Fetched<Webhook[]>;
}

export function OneWebhook({ id, fetched }: OneProps) {
  const [sent, setSent] = useState(0);
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  const hook = fetched.value.find(each => each.id === id);
  if (!hook) return <Empty title={say('webhooks.gone')} />;
  const take = (changed: Webhook) =>
    fetched.set(held => held.map(each => (each.id === changed.id ? changed : each)));

  const remove = () => {
    go(pathTo.settings('webhooks'));
    leave(`webhook ${id}`, say('webhooks.removed'), () => http.delete(`/webhooks/${id}`));
  };
  const test = () =>
    http.post<Delivery>(`/webhooks/${id}/test`).then(() => {
      toast(say('webhooks.tested'));
      setSent(sent + 1);
    }, complain);

  return (
    <>
      <Crumb page="webhooks" list={say('webhooks')}>
        {hook.name}
        <Standing hook={hook} />
      </Crumb>
      {hook.active && hook.paused_at && <Paused hook={hook} take={take} />}
      <section class="settings-part">
        <h2>
          {say('deliveries')}
          <span class="part-side">
            <Button icon={SendIcon} onClick={() => void test()}>
              {say('webhooks.test')}
            </Button>
          </span>
        </h2>
        <Deliveries key={sent} hook={hook} />
      </section>
      <Settings hook={hook} take={take} />
      <Secret hook={hook} take={take} />
      <Button tone="quiet" icon={TrashIcon} onClick={remove}>
        {say('remove')}
      </Button>
    </>
  );
}

interface PartProps {
  hook: Webhook;
  take: (changed: Webhook) => void;
}

function Paused({ hook, take }: PartProps) {
  const resume = () =>
    http.patch<Webhook>(`/webhooks/${hook.id}`, { active: true }).then(changed => {
      take(changed);
      toast(say('webhooks.resumed'));
    }, complain);
  return (
    <div class="paused" role="status">
      <AlertIcon />
      <p>{say('webhooks.paused.text', { when: times(zone()).moment(hook.paused_at ?? '') })}</p>
      <Button icon={ReopenIcon} onClick={() => void resume()}>
        {say('webhooks.resume')}
      </Button>
    </div>
  );
}

function Settings({ hook, take }: PartProps) {
  const form = useForm(draftOf(hook), `webhook ${hook.id}`);
  const path = `/webhooks/${hook.id}`;
  const save = form.submit(async values => {
    const { name, url, kinds, shop_ids } = hook;
    await patch<Webhook>({
      path,
      to: wanted(values),
      back: { name, url, kinds, shop_ids },
      text: say('saved'),
      take,
    });
    form.reset(values);
  });
  const turn = (active: boolean) =>
    patchOrComplain<Webhook>({
      path,
      to: { active },
      back: { active: !active },
      text: say(active ? 'webhooks.resumed' : 'webhooks.isOff'),
      take,
    });
  return (
    <form class="settings-part narrow" onSubmit={save}>
      <h2>{say('webhooks.settings')}</h2>
      <Switch
        label={say('webhooks.active')}
        hint={say('webhooks.active.hint')}
        checked={hook.active}
        onChange={on => void turn(on)}
      />
      <WebhookFields form={form} />
      {isWhole(form.values) && <SaveBar form={form} />}
    </form>
  );
}
