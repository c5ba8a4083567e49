// The standards of the house: what is owed by when, and who changed what; or the one that the path
// names.

import { Button } from '@shared/components/button';
import { PlusIcon } from '@shared/components/icons';
import { go, pathTo } from '../../state/router';
import { zone } from '../../state/session';
import { people } from '../../state/store';
import { t, times } from '../../state/texts';
import { type Fetched, useFetched } from '../parts/fetched';
import { Coming, Failed, Lead } from '../parts/listing';
import { say } from '../texts';
import { OneStandard } from './one';
import { type KeptStandard, type StandardStep, SUBJECTS } from './standard';
import './standards.css';
import { placeText, standardText, targetText } from './words';

export function StandardsPage({ rest }: { rest: string }) {
  const fetched = useFetched<KeptStandard[]>('/standards');
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming rows={7} />;
  if (rest) return <OneStandard key={rest} name={rest} fetched={fetched} />;
  return <AllStandards fetched={fetched} />;
}

function AllStandards({ fetched }: { fetched: Fetched<KeptStandard[]> }) {
  const kept = fetched.value ?? [];
  return (
    <>
      <Lead text={say('standards.text')}>
        <Button tone="primary" icon={PlusIcon} onClick={() => go(pathTo.settings('standards/new'))}>
          {say('standards.add')}
        </Button>
      </Lead>
      {SUBJECTS.map(subject => {
        const own = kept.filter(each => each.standard.subject === subject);
        return (
          own.length > 0 && (
            <section class="settings-part" key={subject}>
              <h2>{t(`owed.${subject}`)}</h2>
              <ul class="entries" aria-label={t(`owed.${subject}`)}>
                {own.map(each => (
                  <Row key={each.id} kept={each} />
                ))}
              </ul>
            </section>
          )
        );
      })}
      <History />
    </>
  );
}

function Row({ kept: { id, standard, off } }: { kept: KeptStandard }) {
  return (
    <li class={`entry${off ? ' is-off' : ''}`}>
      <div class="entry-words">
        <span class="entry-title">
          <a href={pathTo.settings(`standards/${id}`)}>{placeText(standard.scope)}</a>
          {off && <span class="mark">{say('standards.off')}</span>}
        </span>
        <span class="entry-detail">{say(`standards.basis.${standard.basis}`)}</span>
      </div>
      <strong class="standard-target">{targetText(standard.target)}</strong>
    </li>
  );
}

function History() {
  const fetched = useFetched<StandardStep[]>('/standards/history?limit=20');
  if (!fetched.value?.length) return null;
  return (
    <section class="settings-part">
      <h2>{say('standards.history')}</h2>
      <ul class="entries" aria-label={say('standards.history')}>
        {fetched.value.map(step => (
          <Step key={step.id} step={step} />
        ))}
      </ul>
    </section>
  );
}

function Step({ step: { at, by_kind, by_id, before, after } }: { step: StandardStep }) {
  const name = (by_kind === 'person' && people.get(by_id)?.name) || say('standards.program');
  const words = (kept: KeptStandard | null) =>
    kept && (kept.off ? say('standards.off') : standardText(kept.standard));
  return (
    <li class="entry">
      <div class="entry-words">
        <span class="entry-title">
          {name}
          <time dateTime={at}>{times(zone()).full(at)}</time>
        </span>
        <span class="entry-detail">
          {words(before) ?? say('standards.was.none')} → {words(after) ?? say('standards.was.gone')}
        </span>
      </div>
    </li>
  );
}
