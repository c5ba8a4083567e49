// Connections: each platform and carrier with how it is doing; or one of them, by the path's number.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AlertIcon, PlusIcon } from '@shared/components/icons';
import { useEffect, useState } from 'preact/hooks';
import { pathTo } from '../../state/router';
import { zone } from '../../state/session';
import { shops } from '../../state/store';
import { times } from '../../state/texts';
import { type Fetched, useFetched, useFollowing } from '../parts/fetched';
import { PlugIcon } from '../parts/icons';
import { isLeaving } from '../parts/leaving';
import { Coming, Lead, Listing } from '../parts/listing';
import { kindName, latest, standing, TONES } from './connection';
import './connections.css';
import type { Health, Kind } from './contracts';
import { NewConnection } from './new';
import { OneConnection } from './one';
import { say, wordsReady } from './texts';

/** How often health is looked at again: counts move without a word in the feed. */
const AGAIN = 5000;

export function ConnectionsPage({ rest }: { rest: string }) {
  const kinds = useFetched<Kind[]>('/connection-kinds');
  const fetched = useFetched<Health[]>('/connections');
  useFollowed(fetched);
  if (!wordsReady()) return <Coming />;
  if (rest)
    return (
      <OneConnection key={rest} id={Number(rest)} fetched={fetched} kinds={kinds.value ?? []} />
    );
  return <AllConnections fetched={fetched} kinds={kinds.value ?? []} />;
}

/** Look again when the feed speaks of one of them, and while notices may come in. */
function useFollowed(fetched: Fetched<Health[]>): void {
  const told = (fetched.value ?? []).map(each => latest(each.connection).version).join();
  const behind = (fetched.value ?? []).some(
    each => latest(each.connection).version > each.connection.version,
  );
  useEffect(() => {
    if (behind) fetched.reload();
  }, [told]);
  useFollowing(fetched, AGAIN);
}

interface AllProps {
  fetched: Fetched<Health[]>;
  kinds: Kind[];
}

function AllConnections({ fetched, kinds }: AllProps) {
  const [making, setMaking] = useState(false);
  const shown = (fetched.value ?? []).filter(
    each => !isLeaving(`connection ${each.connection.id}`),
  );
  return (
    <>
      <Lead text={say('text')}>
        <Button
          tone="primary"
          icon={PlusIcon}
          disabled={!kinds.length}
          onClick={() => setMaking(true)}
        >
          {say('add')}
        </Button>
      </Lead>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('list')}
        empty={say('none')}
        emptyText={say('none.text')}
      >
        {each => <Row key={each.connection.id} health={each} />}
      </Listing>
      {making && (
        <NewConnection
          kinds={kinds}
          onClose={() => setMaking(false)}
          onMade={made =>
            fetched.set(held => [
              ...held,
              { connection: made, pending: 0, failed: 0, oldest_pending_at: null, done_today: 0 },
            ])
          }
        />
      )}
    </>
  );
}

/** How a connection stands, as a mark. */
export function Mark({ health }: { health: Health }) {
  const at = standing({ ...health, connection: latest(health.connection) });
  return <span class={`mark ${TONES[at]}`}>{say(`state.${at}`)}</span>;
}

function Row({ health }: { health: Health }) {
  const connection = latest(health.connection);
  const shop = shops.get(connection.shop_id);
  return (
    <li class={`entry${connection.active ? '' : ' is-off'}`}>
      <PlugIcon size={20} />
      <div class="entry-words">
        <span class="entry-title">
          <a href={pathTo.settings(`connections/${connection.id}`)}>
            <bdi>{shownName(connection)}</bdi>
          </a>
          <Mark health={health} />
        </span>
        <span class="entry-detail">
          {shop && <span class="shop-mark" style={{ background: shop.color }} />} {shop?.name}
          {' · '}
          {kindName(connection.kind)}
        </span>
        <HealthLines health={health} />
      </div>
    </li>
  );
}

/** One that was given no name bears its kind's. */
export const shownName = ({ name, kind }: { name: string; kind: string }): string =>
  name && name !== kind ? name : kindName(kind);

/** When it was last heard of, what waits, what failed, and what is wrong, in words. */
export function HealthLines({ health }: { health: Health }) {
  const connection = latest(health.connection);
  const { relative } = times(zone());
  const { pending, failed, oldest_pending_at, done_today } = health;
  const heard = connection.heard_at ?? connection.caught_up_at;
  const details = [
    heard ? say('heard', { when: relative(heard, now.value) }) : say('heard.never'),
    done_today > 0 && say('done', { count: done_today }),
    pending > 0 && say('pending', { count: pending }),
    oldest_pending_at && say('oldest', { when: relative(oldest_pending_at, now.value) }),
    failed > 0 && say('failed', { count: failed }),
  ].filter(Boolean);
  return (
    <>
      <span class="entry-detail">{details.join(' · ')}</span>
      {connection.active && connection.trouble?.text && (
        <span class="entry-detail connection-trouble">
          <AlertIcon size={14} />
          {connection.trouble.text}
        </span>
      )}
    </>
  );
}
