// How a standard would have fared with last week's conversations, as it stands in the form.

import { pathTo } from '../../state/router';
import { locale } from '../../state/texts';
import { useTried } from '../parts/fetched';
import { say } from '../texts';
import type { DryRun, Standard } from './standard';

const SHOWN = 5;

export function Trial({ standard }: { standard: Standard }) {
  const { value: found, failed } = useTried<DryRun>('/standards/dry-run', { standard });
  return (
    <section class="settings-part trial" aria-live="polite">
      <h2>{say('standards.trial')}</h2>
      {failed ? <p class="part-text">{failed}</p> : found && <Fared run={found} />}
    </section>
  );
}

function Fared({ run }: { run: DryRun }) {
  if (run.share_met === null) return <p class="part-text">{say('standards.trial.nothing')}</p>;
  const share = new Intl.NumberFormat(locale.value, {
    style: 'percent',
    maximumFractionDigits: 1,
  }).format(run.share_met);
  return (
    <>
      <p class="trial-words">
        <meter min={0} max={1} value={run.share_met} aria-hidden="true" />
        {say('standards.trial.share', { share })}
      </p>
      <p class="part-text">
        {say('standards.trial.counts', { met: run.met, missed: run.missed, open: run.open })}
        {run.missed_ids.slice(0, SHOWN).map(id => (
          <a key={id} href={pathTo.conversation(id)}>
            #{id}
          </a>
        ))}
      </p>
    </>
  );
}
