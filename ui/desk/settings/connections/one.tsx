// One connection: how it is doing, the address to give its platform, the past, notices, settings.

import { Button } from '@shared/components/button';
import { Switch } from '@shared/components/field';
import { TrashIcon } from '@shared/components/icons';
import type { Id } from '@shared/contracts';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { CopyField } from '../parts/copy';
import { Crumb } from '../parts/crumb';
import type { Fetched } from '../parts/fetched';
import { useForm } from '../parts/form';
import { leave } from '../parts/leaving';
import { Coming, Empty, Failed } from '../parts/listing';
import { SaveBar } from '../parts/save_bar';
import { patch, patchOrComplain } from '../parts/undoable';
import { BackfillPart } from './backfill';
import { can, connections, hookOf, kindName, latest, whereAt } from './connection';
import { HealthLines, Mark, shownName } from './connections';
import type { Connection, Health, Kind } from './contracts';
import { ConnectionFields, draftOf, wanted } from './fields';
import { Abilities } from './new';
import { Notices } from './notices';
import { say } from './texts';

interface OneProps {
  id: Id;
  fetched: Fetched<Health[]>;
  kinds: Kind[];
}

export function OneConnection({ id, fetched, kinds }: OneProps) {
  if (fetched.failed !== null && !fetched.value)
    return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null || !kinds.length) return <Coming />;
  const health = fetched.value.find(each => each.connection.id === id);
  if (!health) return <Empty title={say('gone')} />;
  const connection = latest(health.connection);
  const kind = kinds.find(each => each.kind === connection.kind);
  const take = (changed: Connection) => {
    connections.upsert(changed);
    fetched.set(held =>
      held.map(each => (each.connection.id === id ? { ...each, connection: changed } : each)),
    );
  };
  const remove = () => {
    go(pathTo.settings('connections'));
    leave(`connection ${id}`, say('removed'), () => http.delete(`/connections/${id}`));
  };
  const shop = shops.get(connection.shop_id);
  return (
    <>
      <Crumb page="connections" list={say('list')}>
        <bdi>{shownName(connection)}</bdi>
        <Mark health={health} />
      </Crumb>
      <div class="connection-health entry-words" role="status">
        <span class="entry-detail">
          {shop && <span class="shop-mark" style={{ background: shop.color }} />} {shop?.name}
          {' · '}
          {kindName(connection.kind)}
        </span>
        <HealthLines health={health} />
      </div>
      {kind && <Abilities kind={kind} />}
      {can(kind, 'notices') && (
        <section class="settings-part narrow">
          <h2>{say('address')}</h2>
          <p class="part-text">{say('address.text', { kind: kindName(connection.kind) })}</p>
          <CopyField label={say('address')} text={hookOf(id)} />
          <p class="field-hint">{whereAt(connection.kind)}</p>
        </section>
      )}
      {kind && can(kind, 'backfill') && (
        <BackfillPart connection={connection} kind={kind} take={take} />
      )}
      <Notices health={health} onChange={fetched.reload} />
      {kind && <Settings connection={connection} kind={kind} take={take} />}
      <Button tone="quiet" icon={TrashIcon} onClick={remove}>
        {say('remove')}
      </Button>
    </>
  );
}

interface SettingsProps {
  connection: Connection;
  kind: Kind;
  take: (changed: Connection) => void;
}

function Settings({ connection, kind, take }: SettingsProps) {
  const start = draftOf(connection);
  const form = useForm(start, `connection ${connection.id}`);
  const path = `/connections/${connection.id}`;
  const save = form.submit(async values => {
    await patch<Connection>({
      path,
      to: wanted(values, kind),
      back: start,
      text: say('saved'),
      take,
    });
    // A secret was taken and is shown no more.
    const open = Object.entries(values.settings).filter(
      ([name]) => !kind.settings.some(each => each.secret && each.name === name),
    );
    form.reset({ ...values, settings: Object.fromEntries(open) });
  });
  const turn = (active: boolean) =>
    patchOrComplain<Connection>({
      path,
      to: { active },
      back: { active: !active },
      text: say(active ? 'isOn' : 'isOff'),
      take,
    });
  return (
    <form class="settings-part narrow" onSubmit={save}>
      <h2>{say('settings')}</h2>
      <Switch
        label={say('active')}
        hint={say('active.hint')}
        checked={connection.active}
        onChange={on => void turn(on)}
      />
      <ConnectionFields form={form} kind={kind} />
      <SaveBar form={form} />
    </form>
  );
}
