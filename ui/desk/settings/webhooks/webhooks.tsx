// Webhooks: which addresses are told what; or one of them with its log, by the path's number.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { PlusIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { pathTo } from '../../state/router';
import { http } from '../../state/session';
import { t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { type Fetched, useFetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { HookIcon } from '../parts/icons';
import { isLeaving } from '../parts/leaving';
import { Lead, Listing } from '../parts/listing';
import { Once } from '../parts/once';
import { say } from '../texts';
import { BLANK, type Draft, isWhole, WebhookFields, wanted } from './fields';
import { OneWebhook } from './one';
import { standing, type Webhook } from './webhook';

export function WebhooksPage({ rest }: { rest: string }) {
  const fetched = useFetched<Webhook[]>('/webhooks');
  if (rest) return <OneWebhook key={rest} id={Number(rest)} fetched={fetched} />;
  return <AllWebhooks fetched={fetched} />;
}

const TONES = { active: 'is-good', paused: 'is-warn', inactive: '' };

/** How a webhook stands, as a mark. */
export function Standing({ hook }: { hook: Webhook }) {
  const now = standing(hook);
  return <span class={`mark ${TONES[now]}`}>{say(`webhooks.${now}`)}</span>;
}

function AllWebhooks({ fetched }: { fetched: Fetched<Webhook[]> }) {
  const [making, setMaking] = useState(false);
  const shown = (fetched.value ?? []).filter(hook => !isLeaving(`webhook ${hook.id}`));
  return (
    <>
      <Lead text={say('webhooks.text')}>
        <Button tone="primary" icon={PlusIcon} onClick={() => setMaking(true)}>
          {say('webhooks.add')}
        </Button>
      </Lead>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('webhooks')}
        empty={say('webhooks.none')}
        emptyText={say('webhooks.none.text')}
      >
        {hook => (
          <li class={`entry${hook.active ? '' : ' is-off'}`} key={hook.id}>
            <HookIcon size={20} />
            <div class="entry-words">
              <span class="entry-title">
                <a href={pathTo.settings(`webhooks/${hook.id}`)}>{hook.name}</a>
                <Standing hook={hook} />
              </span>
              <span class="entry-detail">{hook.url}</span>
              <span class="entry-detail">
                {hook.kinds.length
                  ? say('webhooks.someKinds', { count: hook.kinds.length })
                  : say('webhooks.allKinds')}
              </span>
            </div>
          </li>
        )}
      </Listing>
      {making && (
        <NewWebhook
          onClose={() => setMaking(false)}
          onMade={made => fetched.set(held => [...held, made])}
        />
      )}
    </>
  );
}

interface NewWebhookProps {
  onClose: () => void;
  onMade: (hook: Webhook) => void;
}

function NewWebhook({ onClose, onMade }: NewWebhookProps) {
  const [secret, setSecret] = useState<string | null>(null);
  const form = useForm<Draft>(BLANK);
  const make = form.submit(async values => {
    const made = await http.post<{ webhook: Webhook; secret: string }>('/webhooks', wanted(values));
    onMade(made.webhook);
    setSecret(made.secret);
  });
  if (secret !== null) {
    return (
      <Once
        title={say('webhooks.made')}
        text={say('webhooks.made.text')}
        label={say('webhooks.secret')}
        secret={secret}
        onDone={onClose}
      />
    );
  }
  return (
    <Dialog title={say('webhooks.add')} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={make}>
        <WebhookFields form={form} focus />
        <DialogFoot
          form={form}
          action={say('webhooks.make')}
          disabled={!isWhole(form.values)}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
