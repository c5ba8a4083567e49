// The conversations that a figure counts, the newest first.

import { Button } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { Bar } from '@shared/components/skeleton';
import type { Conversation, Customer } from '@shared/contracts';
import { query } from '@shared/http';
import { useEffect, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { pathTo } from '../state/router';
import { http, zone } from '../state/session';
import { people, shops } from '../state/store';
import { times } from '../state/texts';
import './behind.css';
import type { Filter } from './contracts';
import { formulaOf, titleOf } from './definitions';
import { channelName } from './filter';
import { say } from './texts';

/** Which figure, of which days, of what. */
export interface Asked {
  name: string;
  first: string;
  last: string;
  filter: Filter;
}

interface Page {
  items: Conversation[];
  customers: Customer[];
  next_cursor: string | null;
}

export function BehindDialog({ asked, onClose }: { asked: Asked; onClose: () => void }) {
  const { name, first, last, filter } = asked;
  const [page, setPage] = useState<Page | null>(null);
  const load = async (cursor: string | null) => {
    try {
      const params = query({ first, last, ...filter, cursor });
      const more = await http.get<Page>(`/figures/${name}/conversations${params}`);
      setPage(held =>
        held && cursor
          ? {
              items: [...held.items, ...more.items],
              customers: [...held.customers, ...more.customers],
              next_cursor: more.next_cursor,
            }
          : more,
      );
    } catch (error) {
      complain(error);
      onClose();
    }
  };
  useEffect(() => void load(null), [name, first, last]);
  const names = new Map(page?.customers.map(customer => [customer.id, customer.name]));
  return (
    <Dialog
      title={say('behind', { figure: titleOf(name) })}
      onClose={onClose}
      closeLabel={say('close')}
      width="wide"
    >
      <p class="behind-formula">{formulaOf(name)}</p>
      {page?.items.length === 0 && <p class="behind-none">{say('behind.none')}</p>}
      <ul class="behind" aria-busy={page === null}>
        {page === null
          ? [70, 50, 60].map(width => (
              <li key={width}>
                <Bar width={`${width}%`} />
              </li>
            ))
          : page.items.map(each => (
              <li key={each.id}>
                <Line conversation={each} name={names.get(each.customer_id) ?? ''} />
              </li>
            ))}
      </ul>
      {page?.next_cursor && (
        <div class="behind-more">
          <Button onClick={() => void load(page.next_cursor)}>{say('behind.more')}</Button>
        </div>
      )}
    </Dialog>
  );
}

function Line({ conversation, name }: { conversation: Conversation; name: string }) {
  const formats = times(zone());
  const who = people.get(conversation.assignee_id)?.name;
  return (
    <a class="behind-line" href={pathTo.conversation(conversation.id)}>
      <strong>{name}</strong>
      <span class="behind-place">
        {[shops.get(conversation.shop_id)?.name, channelName(conversation.channel), who]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <time dateTime={conversation.created_at}>{formats.full(conversation.created_at)}</time>
      <span class="behind-said">{conversation.last_message?.preview}</span>
    </a>
  );
}
