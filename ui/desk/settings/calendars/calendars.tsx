// Working calendars: who has one, and the one whose holder the path names.

import { SelectField } from '@shared/components/field';
import { partners } from '../../partners/state';
import { go, pathTo } from '../../state/router';
import { people, shops, teams } from '../../state/store';
import { inARow } from '../../state/texts';
import { useFetched } from '../parts/fetched';
import { Coming, Failed, Lead } from '../parts/listing';
import { countryName } from '../parts/names';
import { hoursAWeek } from '../parts/week';
import { say } from '../texts';
import { type Holder, type KeptCalendar, weekFrom } from './calendar';
import { OneCalendar } from './one';

const HOLDERS = ['shop', 'team', 'person', 'partner'] as const;

export function CalendarsPage({ rest }: { rest: string }) {
  const [holder, id] = rest.split('/');
  const known = HOLDERS.find(each => each === holder);
  if (known && Number(id) > 0) return <OneCalendar key={rest} holder={known} id={Number(id)} />;
  return <AllCalendars />;
}

/** What a holder is called. */
export function holderName(holder: Holder, id: number): string {
  const names = { shop: shops, team: teams, person: people, partner: partners };
  return names[holder].get(id)?.name ?? '…';
}

function AllCalendars() {
  const fetched = useFetched<KeptCalendar[]>('/calendars');
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  const kept = fetched.value;
  const has = (holder: Holder, id: number) =>
    kept.find(each => each.holder === holder && each.holder_id === id);
  const others = kept.filter(each => each.holder !== 'shop');
  const without = {
    team: teams.values().filter(each => !has('team', each.id)),
    person: people.values().filter(each => !each.disabled_at && !has('person', each.id)),
  };
  return (
    <>
      <Lead text={say('calendars.text')} />
      <section class="settings-part">
        <h2>{say('calendars.shops')}</h2>
        <ul class="entries" aria-label={say('calendars.shops')}>
          {shops
            .values()
            .filter(shop => !shop.archived_at)
            .map(shop => {
              const own = has('shop', shop.id);
              return (
                <Row
                  key={shop.id}
                  path={`shop/${shop.id}`}
                  name={shop.name}
                  color={shop.color}
                  detail={own ? describe(own) : say('calendars.byHours')}
                  own={!!own}
                />
              );
            })}
        </ul>
      </section>
      <section class="settings-part">
        <h2>{say('calendars.others')}</h2>
        <p class="part-text">{say('calendars.others.text')}</p>
        {others.length > 0 && (
          <ul class="entries" aria-label={say('calendars.others')}>
            {others.map(each => (
              <Row
                key={each.id}
                path={`${each.holder}/${each.holder_id}`}
                name={holderName(each.holder, each.holder_id)}
                detail={describe(each)}
                own
              />
            ))}
          </ul>
        )}
        <div class="narrow">
          <SelectField
            label={say('calendars.give')}
            value=""
            onChange={event => {
              const { value } = event.currentTarget;
              if (value) go(pathTo.settings(`calendars/${value}`));
            }}
          >
            <option value="" />
            {(['team', 'person'] as const).map(holder => (
              <optgroup key={holder} label={say(holder === 'team' ? 'teams' : 'people')}>
                {without[holder].map(each => (
                  <option key={each.id} value={`${holder}/${each.id}`}>
                    {each.name}
                  </option>
                ))}
              </optgroup>
            ))}
          </SelectField>
        </div>
      </section>
    </>
  );
}

const describe = ({ calendar }: KeptCalendar): string =>
  [
    calendar.zone.replaceAll('_', ' '),
    hoursAWeek(weekFrom(calendar.weekly)),
    inARow(calendar.holidays.map(countryName)),
  ]
    .filter(Boolean)
    .join(' · ');

interface RowProps {
  path: string;
  name: string;
  color?: string;
  detail: string;
  own: boolean;
}

function Row({ path, name, color, detail, own }: RowProps) {
  return (
    <li class="entry">
      {color && <span class="shop-swatch" style={{ background: color }} aria-hidden="true" />}
      <div class="entry-words">
        <span class="entry-title">
          <a href={pathTo.settings(`calendars/${path}`)}>{name}</a>
          {own && <span class="mark">{say('calendars.own')}</span>}
        </span>
        <span class="entry-detail">{detail}</span>
      </div>
    </li>
  );
}
