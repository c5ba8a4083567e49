// An agent's own week: when they work and when they are off, on their own clock.

import { me, zone as ownZone } from '../state/session';
import { times } from '../state/texts';
import { addDays, type Day, daysBetween, wall } from './clock';
import { shifts } from './plan';
import { say, when } from './texts';

export function MyShifts({ week }: { week: Day }) {
  const zone = ownZone();
  const formats = times(zone);
  const mine = shifts
    .values()
    .filter(shift => shift.person_id === me.value?.id)
    .filter(({ starts_at, ends_at }) => {
      const lastDay = wall(Date.parse(ends_at) - 1, zone).day;
      return wall(starts_at, zone).day < addDays(week, 7) && lastDay >= week;
    })
    .sort((one, other) => one.starts_at.localeCompare(other.starts_at));
  return (
    <section class="mine" aria-labelledby="mine-title">
      <h2 id="mine-title">{say('mine')}</h2>
      {mine.length ? (
        <ul>
          {mine.map(({ id, kind, starts_at, ends_at }) => {
            const from = wall(starts_at, zone).day;
            const until = wall(Date.parse(ends_at) - 1, zone).day;
            return (
              <li key={id} class={`mine-${kind}`}>
                <strong>{when(from)}</strong>{' '}
                {kind === 'leave' ? (
                  <>
                    {say('leave')}
                    {until > from && ` – ${when(until)}`}
                  </>
                ) : (
                  <>
                    {formats.time(starts_at)}–{formats.time(ends_at)}
                    {daysBetween(from, until) > 0 && ` ${say('nextDay')}`}
                  </>
                )}
              </li>
            );
          })}
        </ul>
      ) : (
        <p>{say('mine.none')}</p>
      )}
    </section>
  );
}
