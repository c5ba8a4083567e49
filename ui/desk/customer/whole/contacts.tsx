// Who contacted whom, when, by which channel; and how it all has been so far.

import { now } from '@shared/clock';
import { Bar } from '@shared/components/skeleton';
import { useEffect, useState } from 'preact/hooks';
import { pathTo } from '../../state/router';
import { zone } from '../../state/session';
import { locale, times } from '../../state/texts';
import { Fold } from './fold';
import { type Contact, contactsOf, type WholeProfile } from './state';
import { hasWords, say } from './texts';

const channelWord = (channel: string): string => {
  const key = `channel.${channel}`;
  return hasWords(key) ? say(key) : channel;
};

export function Contacts({ whole }: { whole: WholeProfile }) {
  const [asked, setAsked] = useState(false);
  const [contacts, setContacts] = useState<Contact[] | null>(null);
  const { history, customer } = whole;
  useEffect(() => {
    if (!asked) return;
    let stopped = false;
    contactsOf(customer.id).then(
      found => stopped || setContacts(found),
      () => stopped || setContacts([]),
    );
    return () => {
      stopped = true;
    };
  }, [asked, customer.id, history.last_at]);
  return (
    <Fold
      name="contacts"
      title={say('contacts')}
      count={history.conversations}
      onOpen={() => setAsked(true)}
    >
      <p class="history">
        {say('history', { count: history.conversations })}
        {history.first_at &&
          ` ${say('history.since', { when: times(zone()).day(history.first_at, now.peek()) })}`}
        {history.average_rating !== null &&
          ` ${say('history.rating', {
            average: history.average_rating.toLocaleString(locale.value, {
              maximumFractionDigits: 1,
            }),
            count: history.ratings,
          })}`}
      </p>
      {!contacts && <Bar width="80%" />}
      <ol class="contacts">
        {contacts?.map(each => (
          <li key={`${each.conversation_id} ${each.direction} ${each.name} ${each.last_at}`}>
            <a href={pathTo.conversation(each.conversation_id)}>
              <span aria-hidden="true">{each.direction === 'in' ? '←' : '→'}</span>
              <span>
                <span class="visually-hidden">{say(`contact.${each.direction}`)} </span>
                <bdi>{each.name || channelWord('bot')}</bdi>{' '}
                <small>
                  {channelWord(each.channel)}
                  {each.count > 1 && ` ×${each.count}`}
                </small>
              </span>
              <time dateTime={each.last_at}>{times(zone()).brief(each.last_at, now.peek())}</time>
            </a>
          </li>
        ))}
      </ol>
    </Fold>
  );
}
