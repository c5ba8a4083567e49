// Fetching a platform's past: since when, how far it is, and stopping it.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { DateField } from '@shared/components/field';
import { AlertIcon, CloseIcon, DownloadIcon, ReopenIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { http, zone } from '../../state/session';
import { locale, times } from '../../state/texts';
import type { Backfill, Connection, Kind } from './contracts';
import { say } from './texts';

const DAY = 86_400_000;
/** What is offered where nothing was fetched before. */
const USUAL = 60 * DAY;

const dayOf = (time: number): string => times(zone()).dayKey(time);

interface PartProps {
  connection: Connection;
  kind: Kind;
  take: (changed: Connection) => void;
}

export function BackfillPart({ connection, kind, take }: PartProps) {
  const { backfill } = connection;
  const [since, setSince] = useState(() => dayOf(Date.now() - USUAL));
  const [busy, setBusy] = useState(false);
  const path = `/connections/${connection.id}/backfill`;
  const act = async (ask: Promise<Connection>, done: string) => {
    setBusy(true);
    try {
      take(await ask);
      toast(done);
    } catch (error) {
      complain(error);
    }
    setBusy(false);
  };
  const start = (body: object) => act(http.post<Connection>(path, body), say('backfill.started'));
  const running = backfill?.state === 'running';
  const lacking = kind.settings.filter(
    each => each.enables === 'backfill' && !each.secret && !connection.settings[each.name],
  );
  return (
    <section class="settings-part">
      <h2>{say('backfill')}</h2>
      {backfill && <Progress backfill={backfill} />}
      {running ? (
        <Button
          icon={CloseIcon}
          busy={busy}
          onClick={() => void act(http.delete<Connection>(path), say('backfill.stopped'))}
        >
          {say('backfill.stop')}
        </Button>
      ) : (
        <>
          <p class="part-text">{say('backfill.text')}</p>
          <form
            class="connection-since"
            onSubmit={event => {
              event.preventDefault();
              void start({ since: new Date(`${since}T00:00`).toISOString() });
            }}
          >
            <DateField
              type="date"
              label={say('backfill.since')}
              value={since}
              max={dayOf(Date.now())}
              required
              onChange={event => setSince(event.currentTarget.value)}
            />
            <div class="form-buttons">
              <Button
                type="submit"
                icon={DownloadIcon}
                busy={busy}
                disabled={!connection.active || !since || lacking.length > 0}
              >
                {say('backfill.start')}
              </Button>
              {backfill?.state === 'stopped' && (
                <Button icon={ReopenIcon} disabled={!connection.active} onClick={() => start({})}>
                  {say('backfill.resume')}
                </Button>
              )}
            </div>
          </form>
        </>
      )}
    </section>
  );
}

/** How far it is; where the platform does not say how much there is, the bar has no end. */
function Progress({ backfill }: { backfill: Backfill }) {
  const { fetched, total, refused, failures, not_before, state } = backfill;
  const { day, relative } = times(zone());
  const number = new Intl.NumberFormat(locale.value);
  const known = total !== null && total > 0;
  const words = known
    ? say('backfill.of', {
        done: number.format(Math.min(fetched, total)),
        total: number.format(total),
      })
    : say('backfill.count', { count: fetched });
  const waits = state === 'running' && not_before && Date.parse(not_before) > now.value;
  return (
    <div class="connection-progress" role="status">
      <progress
        aria-label={say('backfill')}
        value={state === 'done' ? 1 : known ? Math.min(fetched, total) : undefined}
        max={state === 'done' ? 1 : known ? total : 1}
        hidden={state === 'stopped' && !known}
      />
      <p>
        <b>{say(`backfill.is.${state}`)}</b> {words}
        {' · '}
        {say('backfill.from', { day: day(backfill.since, now.value) })}
      </p>
      {refused > 0 && <p>{say('backfill.refused', { count: refused })}</p>}
      {waits && (
        <p class={failures ? 'connection-trouble' : ''}>
          {failures > 0 && <AlertIcon size={14} />}
          {say(failures ? 'backfill.unreached' : 'backfill.waits', {
            when: relative(not_before, now.value),
          })}
        </p>
      )}
    </div>
  );
}
