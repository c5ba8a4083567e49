// The vault's page in the settings: who may open documents, how long they are kept, who opened what.

import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { NumberField } from '@shared/components/number_field';
import type { Id, PageOf, Role, Time } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { useFetched } from '../settings/parts/fetched';
import { FormProblem, useForm } from '../settings/parts/form';
import { Coming, Empty, Failed, Lead } from '../settings/parts/listing';
import { reason } from '../state/reason';
import { http, zone } from '../state/session';
import { people, shops } from '../state/store';
import { locale, times } from '../state/texts';
import { short } from './beside';
import { say, type VaultKey, wordsReady } from './texts';
import './vault.css';

interface Retention {
  after_clearance: number;
  longest: number;
}

interface Settings {
  version: number;
  reader_roles: Role[];
  reader_ids: Id[];
  link_hours: number;
  retention: Retention;
  shops: Record<Id, Retention>;
}

interface Reading {
  id: Id;
  document_id: Id;
  shop_id: Id;
  customer_id: Id;
  person_id: Id;
  kind: string;
  mask: string;
  purpose: string;
  words: string;
  granted: boolean;
  at: Time;
}

export function VaultPage() {
  const fetched = useFetched<Settings>('/vault');
  if (!wordsReady()) return <Coming />;
  return (
    <>
      <Lead text={say('page.text')} />
      {fetched.failed !== null && <Failed text={fetched.failed} again={fetched.reload} />}
      {fetched.value && (
        <House
          key={fetched.value.version}
          settings={fetched.value}
          onSaved={saved => fetched.set(() => saved)}
        />
      )}
      <section class="settings-part">
        <h2>{say('page.readings')}</h2>
        <Readings />
      </section>
    </>
  );
}

interface HouseProps {
  settings: Settings;
  onSaved: (saved: Settings) => void;
}

const ROLES: readonly Role[] = ['supervisor', 'agent'];

function House({ settings, onSaved }: HouseProps) {
  const { reader_roles, reader_ids, link_hours, retention } = settings;
  const form = useForm({ reader_roles, reader_ids, link_hours, retention, shops: settings.shops });
  const save = form.submit(async values => {
    onSaved(await http.patch<Settings>('/vault', values));
  });
  const staff = people
    .values()
    .filter(each => !each.disabled_at && each.role !== 'owner')
    .sort((one, other) => one.name.localeCompare(other.name, locale.value));
  const tick = <T,>(list: readonly T[], value: T): T[] =>
    list.includes(value) ? list.filter(each => each !== value) : [...list, value];
  return (
    <form class="settings-part" onSubmit={save}>
      <h2>{say('page.readers')}</h2>
      <p class="vault-words">{say('page.readers.text')}</p>
      <fieldset class="vault-ticks">
        {ROLES.map(role => (
          <label key={role}>
            <input
              type="checkbox"
              checked={form.values.reader_roles.includes(role)}
              onChange={() => form.set({ reader_roles: tick(form.values.reader_roles, role) })}
            />
            {say(`role.${role}` as VaultKey)}
          </label>
        ))}
        {staff.map(person => (
          <label key={person.id}>
            <input
              type="checkbox"
              checked={form.values.reader_ids.includes(person.id)}
              onChange={() => form.set({ reader_ids: tick(form.values.reader_ids, person.id) })}
            />
            <Avatar name={person.name} seed={person.id} size={20} />
            <bdi>{person.name}</bdi>
          </label>
        ))}
      </fieldset>
      <h2>{say('page.keeping')}</h2>
      <div class="vault-days">
        <Days
          retention={form.values.retention}
          error={form.error('retention')}
          onChange={changed => form.set({ retention: changed })}
        />
        <NumberField
          label={say('page.linkHours')}
          min={1}
          max={720}
          value={form.values.link_hours}
          error={form.error('link_hours')}
          onNumber={number => form.set({ link_hours: number })}
        />
      </div>
      {shops.values().map(shop => (
        <ShopDays
          key={shop.id}
          name={shop.name}
          retention={form.values.shops[shop.id] ?? null}
          usual={form.values.retention}
          onChange={changed => {
            const { [shop.id]: _, ...others } = form.values.shops;
            form.set({ shops: changed ? { ...others, [shop.id]: changed } : others });
          }}
        />
      ))}
      <FormProblem form={form} />
      <Button tone="primary" type="submit" busy={form.busy} disabled={!form.dirty}>
        {say('page.save')}
      </Button>
    </form>
  );
}

interface DaysProps {
  retention: Retention;
  error: string | null;
  onChange: (changed: Retention) => void;
}

function Days({ retention, error, onChange }: DaysProps) {
  return (
    <>
      <NumberField
        label={say('page.afterClearance')}
        min={0}
        max={3650}
        value={retention.after_clearance}
        error={error}
        onNumber={number => onChange({ ...retention, after_clearance: number })}
      />
      <NumberField
        label={say('page.longest')}
        min={1}
        max={3650}
        value={retention.longest}
        onNumber={number => onChange({ ...retention, longest: number })}
      />
    </>
  );
}

interface ShopDaysProps {
  name: string;
  retention: Retention | null;
  usual: Retention;
  onChange: (changed: Retention | null) => void;
}

function ShopDays({ name, retention, usual, onChange }: ShopDaysProps) {
  return (
    <div class="vault-ticks">
      <label>
        <input
          type="checkbox"
          checked={retention !== null}
          onChange={() => onChange(retention === null ? { ...usual } : null)}
        />
        <span>{say('page.ownDays', { shop: name })}</span>
      </label>
      {retention && (
        <div class="vault-days">
          <Days retention={retention} error={null} onChange={onChange} />
        </div>
      )}
    </div>
  );
}

function Readings() {
  const [items, setItems] = useState<readonly Reading[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);

  const load = async (from: string | null) => {
    setFailed(null);
    try {
      const page = await http.get<PageOf<Reading>>(
        `/vault/readings${from === null ? '' : `?cursor=${from}`}`,
      );
      setItems(held => [...((from && held) || []), ...page.items]);
      setCursor(page.next_cursor);
    } catch (error) {
      setFailed(reason(error));
    }
  };
  useEffect(() => void load(null), []);

  if (failed !== null && items === null) {
    return <Failed text={failed} again={() => void load(null)} />;
  }
  if (items === null) return <Coming />;
  if (!items.length) return <Empty title={say('page.none')} />;
  return (
    <>
      <ul class="entries">
        {items.map(each => (
          <ReadingRow key={each.id} reading={each} />
        ))}
      </ul>
      {cursor && <Button onClick={() => void load(cursor)}>{say('page.more')}</Button>}
    </>
  );
}

function ReadingRow({ reading }: { reading: Reading }) {
  const { person_id, kind, mask, purpose, words, granted, at } = reading;
  const name = people.get(person_id)?.name ?? '…';
  return (
    <li class="entry">
      <Avatar name={name} seed={person_id} size={28} />
      <div class="entry-words">
        <span class={granted ? '' : 'vault-refused'}>
          {say(granted ? 'read.granted' : 'read.refused', {
            name,
            kind: say(`kind.${kind}` as VaultKey),
          })}{' '}
          <code class="vault-mask">{short(mask)}</code>
        </span>
        <span class="entry-detail">
          {say(`purpose.${purpose}` as VaultKey)} · <bdi>{words}</bdi> ·{' '}
          {shops.get(reading.shop_id)?.name ?? ''}
        </span>
      </div>
      <time class="entry-side" dateTime={at}>
        {times(zone()).moment(at)}
      </time>
    </li>
  );
}
