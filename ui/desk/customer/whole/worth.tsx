// What the person has bought so far: in each currency, what came in and what went back.

import { now } from '@shared/clock';
import { money } from '@shared/orders';
import { zone } from '../../state/session';
import { locale, times } from '../../state/texts';
import type { WholeProfile } from './state';
import { say } from './texts';

export function Worth({ whole }: { whole: WholeProfile }) {
  if (whole.worth.length === 0) return null;
  const inMoney = (amount: number, currency: string) => money(amount, currency, locale.value);
  return (
    <section class="customer-part worth">
      <h3>{say('worth.title')}</h3>
      <ul>
        {whole.worth.map(({ currency, orders, paid, refunded, last_at }) => (
          <li key={currency}>
            {say('worth', { count: orders, paid: inMoney(paid, currency) })}
            <small>
              {[
                refunded > 0 && say('worth.refunded', { refunded: inMoney(refunded, currency) }),
                say('worth.last', { when: times(zone()).day(last_at, now.peek()) }),
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
