// What ran out, the newest first: what was owed, to whom, and how it ended.

import { Button } from '@shared/components/button';
import { AlertIcon, BackIcon, CheckIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import type { Clock, Conversation, Customer, Id } from '@shared/contracts';
import { query } from '@shared/http';
import { spanText } from '@shared/i18n/time';
import { useEffect, useRef, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { unseen } from '../state/alarms';
import { onReached } from '../state/live';
import { pathTo, view } from '../state/router';
import { http, zone } from '../state/session';
import { called, conversations, customers, people, shops } from '../state/store';
import { locale, t, times } from '../state/texts';
import './overdue.css';

const PAGE = 30;

interface Page {
  items: Clock[];
  next_cursor: string | null;
}

export function Overdue() {
  const [clocks, setClocks] = useState<Clock[] | null>(null);
  const [next, setNext] = useState<string | null>(null);
  const looked = useRef(false);
  const load = async (cursor: string | null) => {
    try {
      const page = await http.get<Page>(`/clocks/breaches${query({ limit: PAGE, cursor })}`);
      if (cursor || !looked.current) setNext(page.next_cursor);
      looked.current = true;
      // What has run out meanwhile comes before those that were looked up already.
      setClocks(held => distinct(cursor ? [held ?? [], page.items] : [page.items, held ?? []]));
    } catch (error) {
      complain(error);
    }
  };
  useEffect(() => {
    unseen.value = 0;
    void load(null);
    return onReached(reached => {
      if (reached.percent >= 100) void load(null);
    });
  }, []);

  return (
    <main class="overdue" id="main" tabIndex={-1}>
      <h1>
        <a class="icon-button overdue-back" href={pathTo.inbox(view.value)} aria-label={t('back')}>
          <BackIcon />
        </a>
        {t('breaches')}
      </h1>
      {clocks?.length === 0 && (
        <div class="blank">
          <h2>{t('breaches.none')}</h2>
          <p>{t('breaches.none.text')}</p>
        </div>
      )}
      <ul aria-busy={clocks === null}>
        {clocks === null
          ? [60, 45, 70].map(width => (
              <li key={width} class="overdue-row">
                <span />
                <Bar width={`${width}%`} />
              </li>
            ))
          : clocks.map(clock => <Row key={clock.id} clock={clock} />)}
      </ul>
      {next !== null && <Button onClick={() => void load(next)}>{t('breaches.more')}</Button>}
    </main>
  );
}

/** All of them in their order, each as it is told first. */
const distinct = (pages: Clock[][]): Clock[] =>
  pages.flat().filter((clock, at, all) => all.findIndex(each => each.id === clock.id) === at);

function Row({ clock }: { clock: Clock }) {
  const { owing, breached_at, ended_at } = clock;
  const talk = useTalk(owing.conversation_id);
  const name = called(talk?.customer_id ?? null)?.name ?? '…';
  const shop = shops.get(owing.shop_id);
  const person = people.get(owing.person_id);
  const late = Date.parse(ended_at ?? '') - Date.parse(breached_at ?? '');
  const span = spanText(late, locale.value);
  return (
    <li>
      <a
        class="overdue-row"
        href={owing.conversation_id ? pathTo.conversation(owing.conversation_id) : undefined}
      >
        {ended_at ? <CheckIcon class="is-good" /> : <AlertIcon class="is-bad" />}
        <span>
          <bdi>{name}</bdi>
          <small>
            {t(`owed.${owing.subject}`)} ·{' '}
            {ended_at ? t('breaches.late', { span }) : t('breaches.open')}
          </small>
        </span>
        <span class="overdue-where">
          {[person?.name, shop?.name].filter(Boolean).join(' · ')}
          <time dateTime={breached_at ?? undefined}>{times(zone()).moment(breached_at ?? '')}</time>
        </span>
      </a>
    </li>
  );
}

/** A conversation that may not be in any list this screen has drawn. */
function useTalk(id: Id | null): Conversation | undefined {
  useEffect(() => {
    if (id === null || conversations.peek(id)) return;
    http
      .get<{ conversation: Conversation; customer: Customer }>(`/conversations/${id}`)
      .then(found => {
        customers.upsert(found.customer);
        conversations.upsert(found.conversation);
      })
      .catch(() => {}); // out of sight meanwhile: the row stays without a name
  }, [id]);
  return conversations.get(id);
}
