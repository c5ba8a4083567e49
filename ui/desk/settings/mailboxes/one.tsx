// One mailbox: how it is doing, trying it, what came in, and all that can be set.

import { Button } from '@shared/components/button';
import { Switch } from '@shared/components/field';
import { AlertIcon, TrashIcon } from '@shared/components/icons';
import type { Id, Mailbox } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { go, pathTo } from '../../state/router';
import { http, me } from '../../state/session';
import { LOCALE_NAMES, LOCALES } from '../../state/texts';
import { Crumb } from '../parts/crumb';
import type { Fetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { leave } from '../parts/leaving';
import { Coming, Empty, Failed } from '../parts/listing';
import { SaveBar } from '../parts/save_bar';
import { patch, patchOrComplain } from '../parts/undoable';
import { say } from '../texts';
import { ConsentPart } from './consent';
import { MailboxFields, TextsField } from './fields';
import { Log } from './log';
import { draftOf, latest, standing, wanted } from './mailbox';
import './mailboxes.css';
import { Health, Standing } from './mailboxes';
import { TrialPart } from './trial';

interface OneProps {
  id: Id;
  fetched: Fetched<Mailbox[]>;
  /** How somebody came here: `test` has just been made or let in and is tried at once. */
  went: string;
}

export function OneMailbox({ id, fetched, went }: OneProps) {
  const [came] = useState(went);
  const tryNow = came === 'test';
  useEffect(() => {
    if (went) go(pathTo.settings(`mailboxes/${id}`), { replace: true });
  }, []);
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  const found = fetched.value.find(each => each.id === id);
  if (!found) return <Empty title={say('mailboxes.gone')} />;
  const mailbox = latest(found);
  const take = (changed: Mailbox) =>
    fetched.set(held => held.map(each => (each.id === changed.id ? changed : each)));
  const remove = () => {
    go(pathTo.settings('mailboxes'));
    leave(`mailbox ${id}`, say('mailboxes.removed'), () => http.delete(`/mailboxes/${id}`));
  };
  const owner = me.value?.role === 'owner';
  return (
    <>
      <Crumb page="mailboxes" list={say('mailboxes')}>
        <bdi>{mailbox.name || mailbox.addresses[0]}</bdi>
        <Standing mailbox={mailbox} />
      </Crumb>
      <div class={`mailbox-health is-${standing(mailbox)}`} role="status">
        {mailbox.trouble && mailbox.active && <AlertIcon size={16} />}
        <div class="entry-words">
          <Health mailbox={mailbox} />
          {mailbox.trouble && mailbox.active && mailbox.trouble.detail && (
            <code>{mailbox.trouble.detail}</code>
          )}
        </div>
      </div>
      {owner && mailbox.oauth?.authorize_url && <ConsentPart mailbox={mailbox} went={came} />}
      {owner && <TrialPart mailbox={mailbox} tryNow={tryNow} />}
      {owner && <Settings mailbox={mailbox} take={take} />}
      {owner && <Words mailbox={mailbox} take={take} />}
      <Log id={id} />
      {owner && (
        <Button tone="quiet" icon={TrashIcon} onClick={remove}>
          {say('remove')}
        </Button>
      )}
    </>
  );
}

interface PartProps {
  mailbox: Mailbox;
  take: (changed: Mailbox) => void;
}

function Settings({ mailbox, take }: PartProps) {
  const form = useForm(draftOf(mailbox), `mailbox ${mailbox.id}`);
  const path = `/mailboxes/${mailbox.id}`;
  const save = form.submit(async values => {
    const { name, addresses, imap, folders, smtp, oauth, signed_replies, trusted_servers } =
      mailbox;
    await patch<Mailbox>({
      path,
      to: wanted(values),
      back: { name, addresses, imap, folders, smtp, oauth, signed_replies, trusted_servers },
      text: say('saved'),
      take,
    });
    // What signs in was taken and is shown no more.
    form.reset({
      ...values,
      password: '',
      smtp_password: '',
      client_secret: '',
      refresh_token: '',
    });
  });
  const turn = (active: boolean) =>
    patchOrComplain<Mailbox>({
      path,
      to: { active },
      back: { active: !active },
      text: say(active ? 'mailboxes.isOn' : 'mailboxes.isOff'),
      take,
    });
  return (
    <form class="settings-part narrow" onSubmit={save}>
      <h2>{say('mailboxes.settings')}</h2>
      <Switch
        label={say('mailboxes.active')}
        hint={say('mailboxes.active.hint')}
        checked={mailbox.active}
        onChange={on => void turn(on)}
      />
      <MailboxFields form={form} />
      <SaveBar form={form} />
    </form>
  );
}

function Words({ mailbox, take }: PartProps) {
  const start = {
    signatures: mailbox.signatures,
    acknowledgement: mailbox.acknowledgement,
  };
  const form = useForm(start, `mailbox words ${mailbox.id}`);
  const { signatures, acknowledgement } = form.values;
  const save = form.submit(async values => {
    await patch<Mailbox>({
      path: `/mailboxes/${mailbox.id}`,
      to: values,
      back: start,
      text: say('saved'),
      take,
    });
    form.reset(values);
  });
  const change = (part: Partial<Mailbox['acknowledgement']>) =>
    form.set({ acknowledgement: { ...acknowledgement, ...part } });
  return (
    <form class="settings-part narrow" onSubmit={save}>
      <h2>{say('mailboxes.words')}</h2>
      <TextsField
        label={say('mailboxes.signatures')}
        hint={say('mailboxes.signatures.hint')}
        locales={LOCALES}
        names={LOCALE_NAMES}
        texts={signatures}
        onChange={texts => form.set({ signatures: texts })}
      />
      <Switch
        label={say('mailboxes.ack')}
        hint={say('mailboxes.ack.hint')}
        checked={acknowledgement.on}
        onChange={on => change({ on })}
      />
      {acknowledgement.on && (
        <>
          <TextsField
            label={say('mailboxes.ack.open')}
            hint={say('mailboxes.ack.places')}
            locales={LOCALES}
            names={LOCALE_NAMES}
            texts={acknowledgement.open}
            onChange={open => change({ open })}
          />
          <TextsField
            label={say('mailboxes.ack.closed')}
            locales={LOCALES}
            names={LOCALE_NAMES}
            texts={acknowledgement.closed}
            onChange={closed => change({ closed })}
          />
        </>
      )}
      <SaveBar form={form} />
    </form>
  );
}
