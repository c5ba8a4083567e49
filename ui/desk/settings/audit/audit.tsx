// The audit log: who did what and when, in the viewer's zone, the newest first.

import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { DownloadIcon } from '@shared/components/icons';
import type { PageOf } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { reason } from '../../state/reason';
import { pathTo } from '../../state/router';
import { http, zone } from '../../state/session';
import { people, shops } from '../../state/store';
import { times } from '../../state/texts';
import { KeyIcon } from '../parts/icons';
import { Coming, Empty, Failed, Lead } from '../parts/listing';
import { say, sayRich } from '../texts';
import './audit.css';
import { Filters } from './filters';
import { type Entry, placeOf, sentenceOf, subjectOf } from './sentences';
import { auditPath, EVERYTHING, type Wanted } from './wanted';

export function AuditPage() {
  const [wanted, setWanted] = useState<Wanted>(EVERYTHING);
  const asked = JSON.stringify(wanted);
  return (
    <>
      <Lead text={say('audit.text')}>
        <a class="button button-plain" href={http.url(auditPath('/audit/csv', wanted))} download>
          <DownloadIcon />
          {say('audit.csv')}
        </a>
      </Lead>
      <Filters wanted={wanted} onChange={change => setWanted({ ...wanted, ...change })} />
      <Log key={asked} wanted={wanted} />
    </>
  );
}

function Log({ wanted }: { wanted: Wanted }) {
  const [entries, setEntries] = useState<readonly Entry[] | null>(null);
  const [cursor, setCursor] = useState<string | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  const load = async (from: string | null) => {
    setBusy(true);
    setFailed(null);
    try {
      const page = await http.get<PageOf<Entry>>(auditPath('/audit', wanted, from));
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
