// The audit log: who did what and when, in the viewer's zone, the newest first.

import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { SelectField } from '@shared/components/field';
import type { PageOf } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { pathTo } from '../../state/router';
import { http, zone } from '../../state/session';
import { people, shops } from '../../state/store';
import { locale, times } from '../../state/texts';
import { reason } from '../parts/fetched';
import { KeyIcon } from '../parts/icons';
import { Coming, Empty, Failed, Lead } from '../parts/listing';
import { say, sayRich } from '../texts';
import './audit.css';
import {
  type Entry,
  GROUP_NAMES,
  GROUPS,
  type Group,
  placeOf,
  sentenceOf,
  subjectOf,
} from './sentences';

export function AuditPage() {
  const [person, setPerson] = useState('');
  const [group, setGroup] = useState<Group | ''>('');
  return (
    <>
      <Lead text={say('audit.text')} />
      <div class="filters">
        <SelectField
          label={say('audit.person')}
          value={person}
          onChange={event => setPerson(event.currentTarget.value)}
        >
          <option value="">{say('audit.everybody')}</option>
          {people
            .values()
            .sort((one, other) => one.name.localeCompare(other.name, locale.value))
            .map(each => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
        </SelectField>
        <SelectField
          label={say('audit.kind')}
          value={group}
          onChange={event => setGroup(event.currentTarget.value as Group | '')}
        >
          <option value="">{say('audit.everything')}</option>
          {GROUP_NAMES.map(name => (
            <option key={name} value={name}>
              {say(`audit.group.${name}`)}
            </option>
          ))}
        </SelectField>
      </div>
      <Log key={`${person} ${group}`} person={person} group={group} />
    </>
  );
}

/** The address of a page of the log. */
export function auditPath(person: string, group: Group | '', cursor: string | null): string {
  const params = new URLSearchParams({ limit: '50' });
  if (person) params.set('actor_id', person);
  for (const kind of group ? GROUPS[group] : []) params.append('kind', kind);
  if (cursor) params.set('cursor', cursor);
  return `/audit?${params}`;
}

function Log({ person, group }: { person: string; group: Group | '' }) {
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const load = async (from: string | null) => {
    setBusy(true);
    setFailed(null);
    try {
      const page = await http.get<PageOf<Entry>>(auditPath(person, group, from));
      setEntries(held => [...((from && held) || []), ...page.items]);
      setCursor(page.next_cursor);
    } catch (error) {
      setFailed(reason(error));
    }
    setBusy(false);
  };
  useEffect(() => void load(null), []);

  if (failed !== null && entries === null) {
    return <Failed text={failed} again={() => void load(null)} />;
  }
  if (entries === null) return <Coming rows={8} />;
  if (!entries.length && !cursor) return <Empty title={say('audit.none')} />;
  const { dayKey, day } = times(zone());
  return (
    <>
      {daysOf(entries, entry => dayKey(entry.at)).map(those => (
        <section key={those[0]?.id} class="log-day">
          <h2>{day(those[0]?.at ?? 0, Date.now())}</h2>
          <ol class="entries">
            {those.map(entry => (
              <Line key={entry.id} entry={entry} />
            ))}
          </ol>
        </section>
      ))}
      {failed !== null && <Failed text={failed} again={() => void load(cursor)} />}
      {cursor && (
        <Button busy={busy} onClick={() => void load(cursor)}>
          {say('audit.more')}
        </Button>
      )}
    </>
  );
}

/** Runs of what happened on one day. */
export function daysOf<T>(entries: readonly T[], keyOf: (entry: T) => string): T[][] {
  const days: T[][] = [];
  let last = '';
  for (const entry of entries) {
    const key = keyOf(entry);
    if (key !== last) days.push([]);
    days.at(-1)?.push(entry);
    last = key;
  }
  return days;
}

function Line({ entry }: { entry: Entry }) {
  const { time, full } = times(zone());
  const person = entry.by.kind === 'person' ? people.get(entry.by.id) : undefined;
  const by = person?.name ?? say(entry.by.kind === 'token' ? 'audit.token' : 'audit.somebody');
  const place = placeOf(entry);
  const subject = subjectOf(entry);
  const what = place ? (
    <a href={pathTo.conversation(place.conversation, place.seq)}>
      {say('audit.conversation', { number: String(place.conversation) })}
    </a>
  ) : (
    <b>{subject || '–'}</b>
  );
  const shop = shops.get(entry.shop_id)?.name;
  return (
    <li class="entry log-line">
      {person ? <Avatar name={person.name} seed={person.id} size={24} /> : <KeyIcon size={20} />}
      <div class="entry-words">
        <span>{sayRich(sentenceOf(entry.kind), { by: <b>{by}</b>, what, kind: entry.kind })}</span>
        {shop && shop !== subject && <span class="entry-detail">{shop}</span>}
      </div>
      <time class="entry-side" dateTime={entry.at} data-hint={full(entry.at)}>
        {time(entry.at)}
      </time>
    </li>
  );
}
