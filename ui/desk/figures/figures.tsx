// Figures of a period, of the house or of one person: the whole in tiles, its course, its parts.

import { DateField } from '@shared/components/field';
import { DownloadIcon } from '@shared/components/icons';
import { query } from '@shared/http';
import { useEffect, useState } from 'preact/hooks';
import { hasPhone } from '../phone/calls';
import { useFetched } from '../settings/parts/fetched';
import { go, pathTo, route } from '../state/router';
import { http, me, myId } from '../state/session';
import { people } from '../state/store';
import { t } from '../state/texts';
import { BackToInbox } from './back';
import { type Asked, BehindDialog } from './behind';
import { type Filter, type Period, SPLITS, type Split } from './contracts';
import { Course } from './course';
import { wantDefinitions } from './definitions';
import './figures.css';
import './frame.css';
import { FilterBar, readFilter } from './filter';
import { Now } from './now';
import { Parts } from './parts';
import { CHOICES, type Choice, daysOf, today } from './period';
import { say, wordsReady } from './texts';
import { Totals } from './totals';

interface Wish {
  first: string;
  last: string;
  split: Split;
  filter: Filter;
}

export function FiguresScreen() {
  useEffect(wantDefinitions, []);
  const search = route.value.name === 'figures' ? route.value.query : '';
  const wish = read(search);
  const found = useFetched<Period>(
    `/figures${query({ first: wish.first, last: wish.last, split: wish.split, ...wish.filter })}`,
  );
  const [asked, setAsked] = useState<Asked | null>(null);
  const [shown, setShown] = useState('first_response_within');
  if (!wordsReady()) return <div class="figures desk-whole" />;
  const change = (more: Partial<Wish>) => {
    const next = { ...wish, ...more };
    go(pathTo.figures({ ...next.filter, first: next.first, last: next.last, split: next.split }), {
      replace: true,
    });
  };
  const period = found.value;
  const open = (name: string, filter: Filter = wish.filter, day?: string) =>
    setAsked({ name, first: day ?? wish.first, last: day ?? wish.last, filter });
  const leads = me.value?.role !== 'agent';
  const person = people.get(wish.filter.person_id ?? null);
  return (
    <main class="figures desk-whole" id="main" tabIndex={-1}>
      <header class="figures-head">
        <BackToInbox />
        <h1>{person ? say('people.of', { name: person.name }) : say('figures')}</h1>
        {leads && <FilterBar filter={wish.filter} onChange={filter => change({ filter })} />}
      </header>
      <div class="figures-wish">
        <PeriodChoice wish={wish} change={change} />
        <div class="figures-files">
          {(['csv', 'json'] as const).map(format => (
            <a key={format} href={fileOf(wish, format)} download>
              <DownloadIcon size={14} /> {say(`export.${format}`)}
            </a>
          ))}
        </div>
      </div>
      {wish.filter.person_id !== undefined && <Now personId={wish.filter.person_id} />}
      {found.failed && (
        <p class="figures-failed" role="alert">
          {found.failed}{' '}
          <button type="button" onClick={found.reload}>
            {say('retry')}
          </button>
        </p>
      )}
      <div class="figures-body" aria-busy={period === null}>
        <Totals total={period?.total ?? null} targets={period?.targets ?? null} onOpen={open} />
        {period && (
          <>
            <fieldset class="figures-split">
              <legend class="visually-hidden">{say('split')}</legend>
              {SPLITS.filter(
                split => (leads || split === 'day') && (split !== 'country' || hasPhone.value),
              ).map(split => (
                <button
                  key={split}
                  type="button"
                  class="chip"
                  aria-pressed={wish.split === split}
                  onClick={() => change({ split })}
                >
                  {say(`split.${split}`)}
                </button>
              ))}
            </fieldset>
            <Course period={period} name={shown} onChoose={setShown} />
            <Parts period={period} filter={wish.filter} onOpen={open} onSort={setShown} />
          </>
        )}
      </div>
      {asked && <BehindDialog asked={asked} onClose={() => setAsked(null)} />}
      <span class="visually-hidden" role="status">
        {period === null ? t('loading') : ''}
      </span>
    </main>
  );
}

function PeriodChoice({ wish, change }: { wish: Wish; change: (more: Partial<Wish>) => void }) {
  const chosen = CHOICES.find(choice => {
    const days = daysOf(choice);
    return days.first === wish.first && days.last === wish.last;
  });
  return (
    <div class="figures-period">
      <select
        class="input"
        aria-label={say('period')}
        value={chosen ?? 'own'}
        onChange={event => {
          const { value } = event.currentTarget;
          if (value !== 'own') change(daysOf(value as Choice));
        }}
      >
        {CHOICES.map(choice => (
          <option key={choice} value={choice}>
            {say(`period.${choice}`)}
          </option>
        ))}
        <option value="own">{say('period.own')}</option>
      </select>
      <DateField
        type="date"
        label={say('period.first')}
        value={wish.first}
        max={wish.last}
        onChange={event => {
          const { value } = event.currentTarget as HTMLInputElement;
          if (value && value <= wish.last) change({ first: value });
        }}
      />
      <DateField
        type="date"
        label={say('period.last')}
        value={wish.last}
        min={wish.first}
        max={today()}
        onChange={event => {
          const { value } = event.currentTarget as HTMLInputElement;
          if (value && value >= wish.first) change({ last: value });
        }}
      />
    </div>
  );
}

const fileOf = (wish: Wish, format: string): string =>
  http.url(
    `/figures/${format}${query({ first: wish.first, last: wish.last, split: wish.split, ...wish.filter })}`,
  );

function read(search: string): Wish {
  const params = new URLSearchParams(search);
  const month = daysOf('month');
  const day = (name: string) => {
    const value = params.get(name) ?? '';
    return /^\d{4}-\d\d-\d\d$/.test(value) ? value : null;
  };
  const filter = me.value?.role === 'agent' ? { person_id: myId() } : readFilter(params);
  return {
    first: day('first') ?? month.first,
    last: day('last') ?? month.last,
    split: SPLITS.find(split => split === params.get('split')) ?? 'day',
    filter,
  };
}
