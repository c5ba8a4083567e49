// What a customer was promised, beside the talk: what is owed first, then what became of the rest.

import type { Customer } from '@shared/contracts';
import { useEffect } from 'preact/hooks';
import { pathTo } from '../state/router';
import { promises } from '../state/store';
import { DueWords, Standing } from './due';
import './promises.css';
import { byDue, fetchOfCustomer, isOwed, wordsOf } from './state';
import { say, wordsReady } from './texts';

const MOST_OVER = 5;

export function PromisesBeside({ customer }: { customer: Customer }) {
  useEffect(() => fetchOfCustomer(customer.id), [customer.id]);
  const all = promises.values().filter(each => each.customer_id === customer.id);
  const owed = all.filter(isOwed).sort(byDue);
  const over = all.filter(each => !isOwed(each)).sort((a, b) => byDue(b, a));
  if (!wordsReady() || !all.length) return null;
  return (
    <section class="customer-part">
      <h3>{say('customers')}</h3>
      <ul class="promise-beside">
        {[...owed, ...over.slice(0, MOST_OVER)].map(each => (
          <li key={each.id}>
            <a href={pathTo.conversation(each.conversation_id, each.message_seq)}>
              <bdi>{wordsOf(each)}</bdi>
            </a>
            <small>
              <Standing promise={each} /> <DueWords at={each.due_at} />
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
