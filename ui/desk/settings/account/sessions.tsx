// Where I am signed in, and how to end it elsewhere.

import { Button } from '@shared/components/button';
import { toast } from '@shared/components/toasts';
import type { Id, Time } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, zone } from '../../state/session';
import { times } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { DeviceIcon } from '../parts/icons';
import { Listing } from '../parts/listing';
import { say } from '../texts';
import { device } from './device';

export interface Session {
  id: Id;
  created_at: Time;
  last_seen_at: Time;
  address: string;
  agent: string;
}

interface MySession {
  session: Session;
  current: boolean;
}

export function SessionsPart() {
  const fetched = useFetched<MySession[]>('/session/list');
  const [busy, setBusy] = useState(false);
  const others = (fetched.value ?? []).filter(each => !each.current);

  const end = async (ended: readonly MySession[], ask: Promise<unknown>) => {
    setBusy(true);
    try {
      await ask;
      toast(say('sessions.ended', { count: ended.length }));
      fetched.set(held => held.filter(each => !ended.includes(each)));
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const endOne = (one: MySession) =>
    void end([one], http.delete(`/session/list/${one.session.id}`));
  const endOthers = () => void end(others, http.delete('/session/list'));

  return (
    <section class="settings-part">
      <h2>{say('sessions')}</h2>
      <p class="part-text">{say('sessions.text')}</p>
      <Listing fetched={fetched} empty={say('sessions.none')} label={say('sessions')}>
        {each => (
          <li class="entry" key={each.session.id}>
            <SessionWords session={each.session} current={each.current} />
            {!each.current && (
              <Button disabled={busy} onClick={() => endOne(each)}>
                {say('sessions.end')}
              </Button>
            )}
          </li>
        )}
      </Listing>
      {others.length > 0 && (
        <Button disabled={busy} onClick={endOthers}>
          {say('sessions.endOthers')}
        </Button>
      )}
    </section>
  );
}

/** One browser where somebody is signed in: which, from where, since when. */
export function SessionWords({ session, current }: { session: Session; current?: boolean }) {
  const { full, relative } = times(zone());
  return (
    <>
      <DeviceIcon size={20} />
      <div class="entry-words">
        <span class="entry-title">
          {deviceName(session.agent)}
          {current && <span class="mark is-good">{say('sessions.this')}</span>}
        </span>
        <span class="entry-detail">
          {session.address} · {say('sessions.since', { when: full(session.created_at) })} ·{' '}
          {say('sessions.seen', { when: relative(session.last_seen_at, Date.now()) })}
        </span>
      </div>
    </>
  );
}

function deviceName(agent: string): string {
  const { browser, system } = device(agent);
  if (browser && system) return say('sessions.device', { browser, system });
  return browser ?? system ?? (agent.slice(0, 60) || say('sessions.unknown'));
}
