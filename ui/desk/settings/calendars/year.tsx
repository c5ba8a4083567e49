// What a calendar makes of a year, day by day, before it is kept: shape and letter say what colour
// repeats.

import { IconButton } from '@shared/components/button';
import { AlertIcon, BackIcon, NextIcon } from '@shared/components/icons';
import { useState } from 'preact/hooks';
import { locale } from '../../state/texts';
import { useTried } from '../parts/fetched';
import { say } from '../texts';
import type { WrittenCalendar } from './calendar';

interface ShownDay {
  day: string;
  hours: string[];
  why: 'weekly' | 'public_holiday' | 'make_up_day' | 'closure' | 'special_day' | 'peak';
  name: string;
  name_en: string;
}

interface ShownYear {
  year: number;
  provisional: boolean;
  days: ShownDay[];
}

export function Year({ calendar }: { calendar: WrittenCalendar }) {
  const [year, setYear] = useState(() => new Date().getFullYear());
  const { value: shown, failed } = useTried<ShownYear>('/calendars/year', { calendar, year });

  const named = (shown?.days ?? []).filter(each => each.why !== 'weekly' && each.name);
  return (
    <section class="settings-part">
      <h2>
        {say('calendars.year')}
        <span class="part-side year-choice">
          <IconButton
            icon={BackIcon}
            label={say('calendars.before')}
            onClick={() => setYear(year - 1)}
          />
          <strong>{year}</strong>
          <IconButton
            icon={NextIcon}
            label={say('calendars.after')}
            onClick={() => setYear(year + 1)}
          />
        </span>
      </h2>
      {shown?.provisional && (
        <p class="year-provisional">
          <AlertIcon size={14} />
          {say('calendars.provisional', { year: shown.year })}
        </p>
      )}
      {failed && <p class="field-error">{failed}</p>}
      <div class="year" aria-busy={shown?.year !== year}>
        {Array.from({ length: 12 }, (_, month) => (
          <Month key={month} month={month} days={shown?.days ?? []} year={year} />
        ))}
      </div>
      {named.length > 0 && (
        <ul class="year-named">
          {named.map(each => (
            <li key={each.day}>
              <time dateTime={each.day}>{dateText(each.day)}</time>
              <span class={`year-mark year-${each.why}`} aria-hidden="true" />
              <span>
                {locale.value === 'en' && each.name_en ? each.name_en : each.name}
                <small>{each.hours.join(', ') || say('hours.kind.closed')}</small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const dateText = (day: string): string =>
  new Intl.DateTimeFormat(locale.value, {
    month: 'short',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'UTC',
  }).format(Date.parse(day));

function Month({ month, year, days }: { month: number; year: number; days: ShownDay[] }) {
  const first = new Date(Date.UTC(year, month, 1));
  const name = new Intl.DateTimeFormat(locale.value, { month: 'short', timeZone: 'UTC' }).format(
    first,
  );
  const key = `${year}-${String(month + 1).padStart(2, '0')}`;
  const own = days.filter(each => each.day.startsWith(key));
  const length = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return (
    <div class="month">
      <h3>{name}</h3>
      <div class="month-days" aria-hidden="true">
        {Array.from({ length: (first.getUTCDay() + 6) % 7 }, (_, at) => (
          <i key={`before ${at}`} />
        ))}
        {Array.from({ length }, (_, at) => {
          const day = own[at];
          const open = day && day.hours.length > 0;
          const words = day && [dateText(day.day), day.name, day.hours.join(', ')];
          return (
            <span
              key={at}
              class={`month-day ${open ? 'is-open' : ''} year-${day?.why ?? 'weekly'}`}
              title={words?.filter(Boolean).join(' · ')}
            >
              {at + 1}
            </span>
          );
        })}
      </div>
    </div>
  );
}
