// What partners owe, the oldest first; what waits on us; all of it, and the sheets to hand over.

import { Avatar } from '@shared/components/avatar';
import { useFocusKept } from '@shared/components/focus';
import type { Id } from '@shared/contracts';
import type { PartnerRequest } from '@shared/partners';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Countdown, DueWords } from '../promises/due';
import { ViewsHead } from '../promises/head';
import '../promises/page.css';
import '../promises/promises.css';
import { complain } from '../state/actions';
import { connection } from '../state/live';
import { go, pathTo, route } from '../state/router';
import { http } from '../state/session';
import { called, conversations, shops } from '../state/store';
import './page.css';
import { KIND_ICONS } from './icons';
import { RequestDialog } from './request';
import { fetchView, kindName, partners, requests, waiting } from './state';
import { say, wordsReady } from './texts';
import { belongs, order, REQUEST_VIEWS, type ShownView } from './views';

export function Partners() {
  const at = route.value;
  const view: ShownView = at.name === 'partners' ? at.view : 'owed';
  const line = connection.value;
  const [shown, setShown] = useState<Id | null>(null);
  const [partnerId, setPartner] = useState<Id | null>(null);
  const list = useRef<HTMLDivElement>(null);
  useFocusKept(list);
  useEffect(() => {
    if (line === 'live') fetchView(view === 'all' ? 'all' : 'open').catch(complain);
  }, [view, line]);
  if (!wordsReady()) return <main class="promises" />;
  const all = requests.values().filter(each => partnerId === null || each.partner_id === partnerId);
  const listed = all.filter(each => belongs(each, view)).sort(order(view));
  const known = partners.values().sort((one, other) => one.name.localeCompare(other.name));
  const sheetsOf = partnerId ?? (known.length === 1 ? known[0]?.id : undefined);
  return (
    <main class="promises" id="main" tabIndex={-1}>
      <ViewsHead
        title={say('partners')}
        views={REQUEST_VIEWS.map(name => ({
          name,
          href: pathTo.partners(name),
          text: say(`view.${name}`),
          current: name === view,
          count: name === 'all' ? undefined : all.filter(each => belongs(each, name)).length,
        }))}
      >
        {known.length > 0 && (
          <select
            class="input partners-pick"
            aria-label={say('whom')}
            value={partnerId ?? ''}
            onChange={event => setPartner(Number(event.currentTarget.value) || null)}
          >
            <option value="">{say('every')}</option>
            {known.map(each => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </select>
        )}
        {sheetsOf !== undefined && <Sheets id={sheetsOf} />}
      </ViewsHead>
      <div class="promises-list" ref={list}>
        {listed.length === 0 ? (
          <p class="promises-none">{say(`empty.${view}`)}</p>
        ) : (
          <section class="promises-group">
            <ul aria-label={say('requests')}>
              {listed.map(each => (
                <li key={each.id} data-row={each.id}>
                  <Row request={each} onOpen={() => setShown(each.id)} />
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
      {shown !== null && <RequestDialog id={shown} onClose={() => setShown(null)} />}
    </main>
  );
}

/** The month that it is in a zone, such as `2026-11`. */
const monthIn = (zone: string): string =>
  new Intl.DateTimeFormat('sv', { timeZone: zone, year: 'numeric', month: '2-digit' }).format();

function Sheets({ id }: { id: Id }) {
  const month = monthIn(partners.get(id)?.zone ?? 'UTC');
  const at = (path: string) => http.url(`/partners/${id}/${path}`);
  return (
    <nav class="partners-sheets" aria-label={say('sheets')}>
      <a href={at('hand-over/page')} target="_blank" rel="noreferrer">
        {say('sheet.handOver')}
      </a>
      <a href={at(`packet/page?month=${month}`)} target="_blank" rel="noreferrer">
        {say('sheet.packet')}
      </a>
    </nav>
  );
}

function Row({ request, onOpen }: { request: PartnerRequest; onOpen: () => void }) {
  const Glyph = KIND_ICONS[request.kind];
  const first = waiting(request)[0] ?? request.places[0];
  const talk = conversations.get(first?.conversation_id ?? null);
  const customer = called(talk?.customer_id ?? 0);
  const others = waiting(request).length - 1;
  const shop = shops.get(request.shop_id);
  return (
    <div class="promises-row">
      <button type="button" class="promises-open partners-open" onClick={onOpen}>
        <Avatar name={customer?.name ?? ''} seed={talk?.customer_id ?? 0} size={32} />
        <span class="promises-what">
          <span class="partners-what">
            <Glyph size={14} /> <bdi>{kindName(request.kind)}</bdi>
            {request.reference && <code>{request.reference}</code>}
          </span>
          <small>
            {partners.get(request.partner_id)?.name} · <bdi>{customer?.name ?? '…'}</bdi>
            {others > 0 && ` ${say('others', { count: others })}`}
            {shop && ` · ${shop.name}`}
          </small>
        </span>
        <span class="promises-due">
          {request.state === 'open' && request.due_at ? (
            <>
              <Countdown at={request.due_at} />
              <small>
                <DueWords at={request.due_at} />
              </small>
            </>
          ) : (
            <small>{say(`state.${request.state}`)}</small>
          )}
        </span>
      </button>
      {first && (
        <button
          type="button"
          class="link-button partners-talk"
          onClick={() => go(pathTo.conversation(first.conversation_id, first.answer_seq))}
        >
          {say('talk')}
        </button>
      )}
    </div>
  );
}
