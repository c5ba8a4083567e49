// Mailboxes: where each shop's mail comes from and how it is doing; or one of them, by its number.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { MailIcon, PlusIcon } from '@shared/components/icons';
import type { Mailbox } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { go, pathTo } from '../../state/router';
import { http, me, zone } from '../../state/session';
import { shops } from '../../state/store';
import { t, times } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { type Fetched, useFetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { isLeaving } from '../parts/leaving';
import { Lead, Listing } from '../parts/listing';
import { say } from '../texts';
import { MailboxFields } from './fields';
import { blank, type Draft, latest, standing, TONES, wanted } from './mailbox';
import { OneMailbox } from './one';

export function MailboxesPage({ rest }: { rest: string }) {
  const fetched = useFetched<Mailbox[]>('/mailboxes');
  // The feed brings what is wrong as a key; its words are fetched.
  const wordless = (fetched.value ?? []).some(each => latest(each).trouble?.text === '');
  useEffect(() => {
    if (wordless) fetched.reload();
  }, [wordless]);
  const [id = '', went = ''] = rest.split('/');
  if (id) return <OneMailbox key={id} id={Number(id)} fetched={fetched} went={went} />;
  return <AllMailboxes fetched={fetched} />;
}

export function Standing({ mailbox }: { mailbox: Mailbox }) {
  const at = standing(mailbox);
  return <span class={`mark ${TONES[at]}`}>{say(`mailboxes.state.${at}`)}</span>;
}

function AllMailboxes({ fetched }: { fetched: Fetched<Mailbox[]> }) {
  const [making, setMaking] = useState(false);
  const shown = (fetched.value ?? []).filter(each => !isLeaving(`mailbox ${each.id}`));
  const owner = me.value?.role === 'owner';
  return (
    <>
      <Lead text={say('mailboxes.text')}>
        {owner && (
          <Button tone="primary" icon={PlusIcon} onClick={() => setMaking(true)}>
            {say('mailboxes.add')}
          </Button>
        )}
      </Lead>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('mailboxes')}
        empty={say('mailboxes.none')}
        emptyText={say('mailboxes.none.text')}
      >
        {each => <Row key={each.id} mailbox={latest(each)} />}
      </Listing>
      {making && (
        <NewMailbox
          onClose={() => setMaking(false)}
          onMade={made => fetched.set(held => [...held, made])}
        />
      )}
    </>
  );
}

function Row({ mailbox }: { mailbox: Mailbox }) {
  const shop = shops.get(mailbox.shop_id);
  return (
    <li class={`entry${mailbox.active ? '' : ' is-off'}`}>
      <MailIcon size={20} />
      <div class="entry-words">
        <span class="entry-title">
          <a href={pathTo.settings(`mailboxes/${mailbox.id}`)}>
            <bdi>{mailbox.name || mailbox.addresses[0]}</bdi>
          </a>
          <Standing mailbox={mailbox} />
        </span>
        <span class="entry-detail">
          {shop && <span class="shop-mark" style={{ background: shop.color }} />} {shop?.name}
          {' · '}
          {mailbox.addresses.join(', ')}
        </span>
        <Health mailbox={mailbox} />
      </div>
    </li>
  );
}

/** When it was last reached, and what is wrong now, in words. */
export function Health({ mailbox }: { mailbox: Mailbox }) {
  const { relative, moment } = times(zone());
  const { trouble, seen_at, retry_at, failures } = mailbox;
  return (
    <>
      {seen_at && (
        <span class="entry-detail" title={moment(seen_at)}>
          {say('mailboxes.seen', { when: relative(seen_at, now.value) })}
        </span>
      )}
      {mailbox.active && trouble && (
        <span class="entry-detail mailbox-trouble">
          {trouble.text || trouble.detail}{' '}
          {failures > 1 && say('mailboxes.failures', { count: failures })}{' '}
          {retry_at && say('mailboxes.retry', { when: relative(retry_at, now.value) })}
        </span>
      )}
    </>
  );
}

interface NewMailboxProps {
  onClose: () => void;
  onMade: (mailbox: Mailbox) => void;
}

function NewMailbox({ onClose, onMade }: NewMailboxProps) {
  const first = shops.values().find(shop => !shop.archived_at);
  const form = useForm<Draft>(blank(first?.id ?? 0));
  const make = form.submit(async values => {
    const made = await http.post<Mailbox>('/mailboxes', {
      shop_id: values.shop_id,
      ...wanted(values),
    });
    onMade(made);
    onClose();
    go(pathTo.settings(`mailboxes/${made.id}/test`));
  });
  return (
    <Dialog title={say('mailboxes.add')} closeLabel={t('close')} width="wide" onClose={onClose}>
      <form onSubmit={make}>
        <MailboxFields form={form} fresh />
        <p class="field-hint">{say('mailboxes.since')}</p>
        <DialogFoot
          form={form}
          action={say('mailboxes.make')}
          disabled={!form.dirty}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}
