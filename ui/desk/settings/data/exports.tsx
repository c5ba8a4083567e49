// Everything, as a file for other programs: asked for, watched while it is made, downloaded.

import { Button } from '@shared/components/button';
import { AlertIcon, CheckIcon, ClockIcon, DownloadIcon } from '@shared/components/icons';
import '@shared/components/progress.css';
import { toast } from '@shared/components/toasts';
import type { Export } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import { EntityMap } from '@shared/store/entities';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, me, zone } from '../../state/session';
import { keep, people } from '../../state/store';
import { locale, t, times } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { BoxIcon } from '../parts/icons';
import { Listing } from '../parts/listing';
import { say } from '../texts';

const exports = new EntityMap<Export>();
keep('export', exports);

/** How often one that somebody else asked for is looked at: the feed tells only who asked. */
const AGAIN = 2500;

const isUnderWay = ({ state }: Export) => state === 'waiting' || state === 'running';

export function ExportsPart() {
  const fetched = useFetched<Export[]>('/export');
  const [busy, setBusy] = useState(false);
  useEffect(() => exports.upsertAll(fetched.value ?? []), [fetched.value]);
  const shown = exports.values().sort((one, other) => other.id - one.id);
  const underWay = shown.some(isUnderWay);

  const others = shown.some(each => isUnderWay(each) && each.asked_by !== me.value?.id);
  useEffect(() => {
    if (!others) return;
    const timer = setInterval(() => {
      if (!document.hidden) fetched.reload();
    }, AGAIN);
    return () => clearInterval(timer);
  }, [others, fetched.value]);

  const ask = async () => {
    setBusy(true);
    try {
      exports.upsert(await http.post<Export>('/export', { kind: 'everything' }));
      toast(say('export.asked'));
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  return (
    <section class="settings-part">
      <h2>{say('export')}</h2>
      <p class="part-text">{say('export.text')}</p>
      <p>
        <Button icon={BoxIcon} busy={busy} disabled={underWay} onClick={() => void ask()}>
          {say('export.ask')}
        </Button>
      </p>
      <Listing
        fetched={fetched}
        rows={shown}
        label={say('export')}
        empty={say('export.none')}
        emptyText={say('export.none.text')}
      >
        {each => <Row key={each.id} made={each} />}
      </Listing>
    </section>
  );
}

const LOOKS = {
  waiting: { icon: ClockIcon, tone: '' },
  running: { icon: ClockIcon, tone: '' },
  ready: { icon: CheckIcon, tone: 'is-good' },
  failed: { icon: AlertIcon, tone: 'is-bad' },
  expired: { icon: ClockIcon, tone: '' },
} as const;

function Row({ made }: { made: Export }) {
  const { icon: Glyph, tone } = LOOKS[made.state];
  const { full, relative } = times(zone());
  const details = [
    full(made.created_at),
    people.get(made.asked_by)?.name ?? say('audit.token'),
    made.size !== null && sizeText(made.size, locale.value),
    made.state === 'ready' &&
      made.expires_at &&
      say('export.until', { when: relative(made.expires_at, Date.now()) }),
  ].filter(Boolean);
  return (
    <li class={`entry export ${made.state === 'expired' ? 'is-off' : ''}`}>
      <Glyph size={20} class={tone} />
      <div class="entry-words">
        <span class="entry-title">
          {say(`export.kind.${made.kind}`)}
          <span class={`mark ${tone}`} role={isUnderWay(made) ? 'status' : undefined}>
            {say(`export.state.${made.state}`)}
          </span>
        </span>
        <span class="entry-detail">{details.join(' · ')}</span>
        {isUnderWay(made) && <Progress made={made} />}
      </div>
      {made.state === 'ready' && (
        <a class="button button-plain" href={`/api/v1/export/${made.id}/file`} download>
          <DownloadIcon />
          {t('download')}
        </a>
      )}
    </li>
  );
}

/** How far it is; before anything is counted the bar has no end. */
function Progress({ made }: { made: Export }) {
  const { rows_done: done, rows_total: total } = made;
  const number = new Intl.NumberFormat(locale.value);
  const words = say('export.rows', { done: number.format(done), total: number.format(total) });
  return (
    <>
      <progress
        class="progress"
        aria-label={say(`export.kind.${made.kind}`)}
        value={total ? done : undefined}
        max={total || 1}
      />
      <span class="entry-detail">{total ? words : ' '}</span>
    </>
  );
}
