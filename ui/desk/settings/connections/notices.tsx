// What a platform has posted and what became of each; what failed can be tried again.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, ReopenIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import type { PageOf } from '@shared/contracts';
import { query } from '@shared/http';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, zone } from '../../state/session';
import { times } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { Listing } from '../parts/listing';
import type { Health, Notice } from './contracts';
import { say } from './texts';

const PAGE = 20;

interface NoticesProps {
  health: Health;
  /** What waits and failed is counted anew. */
  onChange: () => void;
}

export function Notices({ health, onChange }: NoticesProps) {
  const { id } = health.connection;
  const [only, setOnly] = useState<'all' | 'failed'>(health.failed ? 'failed' : 'all');
  const [older, setOlder] = useState<PageOf<Notice> | null>(null);
  const [busy, setBusy] = useState(false);
  const path = `/connections/${id}/notices`;
  const wanted = { only: only === 'failed' ? 'failed' : undefined, limit: PAGE };
  const page = useFetched<PageOf<Notice>>(`${path}${query(wanted)}`);
  const { pending, failed, done_today } = health;
  useEffect(() => page.reload(), [pending, failed, done_today]);

  const cursor = older ? older.next_cursor : (page.value?.next_cursor ?? null);
  const more = async () => {
    setBusy(true);
    try {
      const next = await http.get<PageOf<Notice>>(`${path}${query({ ...wanted, cursor })}`);
      setOlder({ ...next, items: [...(older?.items ?? []), ...next.items] });
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const again = (what: string, words: string) =>
    http.post(`${path}/${what}`).then(() => {
      toast(words);
      setOlder(null);
      page.reload();
      onChange();
    }, complain);

  const newest = page.value?.items ?? [];
  const known = new Set(newest.map(each => each.id));
  const items = [...newest, ...(older?.items ?? []).filter(each => !known.has(each.id))];
  return (
    <section class="settings-part">
      <h2>
        {say('notices')}
        {failed > 0 && (
          <span class="part-side">
            <Button
              icon={ReopenIcon}
              onClick={() => void again('replay-failed', say('notices.replayedAll'))}
            >
              {say('notices.replayAll', { count: failed })}
            </Button>
          </span>
        )}
      </h2>
      <fieldset class="connection-filter">
        <legend class="visually-hidden">{say('notices.show')}</legend>
        {(['all', 'failed'] as const).map(each => (
          <label key={each}>
            <input
              type="radio"
              name={`notices-${id}`}
              checked={only === each}
              onChange={() => {
                setOlder(null);
                setOnly(each);
              }}
            />
            {say(`notices.${each}`)}
          </label>
        ))}
      </fieldset>
      <Listing
        fetched={{ ...page, value: page.value && items }}
        label={say('notices')}
        empty={say(only === 'failed' ? 'notices.noneFailed' : 'notices.none')}
        emptyText={only === 'failed' ? undefined : say('notices.none.text')}
      >
        {each => (
          <Row
            key={each.id}
            notice={each}
            onAgain={() => void again(`${each.id}/replay`, say('notices.replayed'))}
          />
        )}
      </Listing>
      {cursor && (
        <Button busy={busy} onClick={() => void more()}>
          {say('notices.more')}
        </Button>
      )}
    </section>
  );
}

const LOOKS = {
  pending: { icon: ClockIcon, tone: '' },
  done: { icon: CheckIcon, tone: 'is-good' },
  ignored: { icon: CheckIcon, tone: '' },
  failed: { icon: AlertIcon, tone: 'is-bad' },
} as const;

function Row({ notice, onAgain }: { notice: Notice; onAgain: () => void }) {
  const { icon: Glyph, tone } = LOOKS[notice.state];
  const { full } = times(zone());
  return (
    <li class="entry notice">
      <Glyph size={18} class={tone} />
      <div class="entry-words">
        <span class="entry-title">
          <code>{notice.topic}</code>
          <span class={`mark ${tone}`}>{say(`notice.${notice.state}`)}</span>
        </span>
        <span class="entry-detail">
          {full(notice.received_at)}
          {notice.attempts > 1 && ` · ${say('notice.attempts', { count: notice.attempts })}`}
        </span>
        {notice.reason && <span class="entry-detail notice-reason">{notice.reason.text}</span>}
        <span class="entry-detail notice-name">{notice.event_id}</span>
      </div>
      {notice.state !== 'pending' && (
        <Button tone="quiet" icon={ReopenIcon} onClick={onAgain}>
          {say('notices.again')}
        </Button>
      )}
    </li>
  );
}
