// The views of promises: mine, those due today, for supervisors everybody's; the first due on top.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { useFocusKept } from '@shared/components/focus';
import { isWriting, keyName } from '@shared/components/keyboard';
import type { PromiseMade } from '@shared/contracts';
import { knownZone } from '@shared/i18n/time';
import { useEffect, useRef } from 'preact/hooks';
import { pathTo, route } from '../state/router';
import { me, zone } from '../state/session';
import { called, personName, promises, shops } from '../state/store';
import { Acting, Acts } from './acts';
import { CustomerTime, DueWords, Standing } from './due';
import { ViewsHead } from './head';
import './page.css';
import './promises.css';
import { byDue, isOwed, wordsOf } from './state';
import { say, wordsReady } from './texts';
import { endOfDay } from './times';
import { belongs, PROMISE_VIEWS, type PromiseView } from './views';

export function Promises() {
  const at = route.value;
  const view: PromiseView = at.name === 'promises' ? at.view : 'mine';
  const person = me.value;
  const list = useRef<HTMLDivElement>(null);
  useFocusKept(list);
  useEffect(steps, []);
  if (!wordsReady() || !person) return <main class="promises" />;
  const leads = person.role !== 'agent';
  const today = endOfDay(now.value, knownZone(zone()));
  const owed = promises.values().filter(isOwed);
  const shown = owed.filter(each => belongs(each, view, person, today)).sort(byDue);
  // The server may say that one is broken before this page's clock has beaten.
  const isLate = ({ state, due_at }: PromiseMade) =>
    state === 'broken' || Date.parse(due_at) <= now.value;
  const late = shown.filter(isLate);
  const rest = shown.filter(each => !isLate(each));
  const soon = rest.filter(each => Date.parse(each.due_at) < today);
  const later = rest.filter(each => Date.parse(each.due_at) >= today);
  return (
    <main class="promises" id="main" tabIndex={-1}>
      <ViewsHead
        title={say('promises')}
        views={PROMISE_VIEWS.filter(name => leads || name !== 'open').map(name => ({
          name,
          href: pathTo.promises(name),
          text: say(leads && name === 'today' ? 'today.all' : `view.${name}`),
          current: name === view,
          count: owed.filter(each => belongs(each, name, person, today)).length,
        }))}
      />
      <div class="promises-list" ref={list}>
        {shown.length === 0 && <p class="promises-none">{say(`empty.${view}`)}</p>}
        <Group title={say('group.late')} items={late} late />
        <Group title={say('group.today')} items={soon} />
        <Group title={say('group.later')} items={later} />
      </div>
      <Acting among={shown} />
    </main>
  );
}

function Group({ title, items, late }: { title: string; items: PromiseMade[]; late?: boolean }) {
  if (!items.length) return null;
  return (
    <section class={`promises-group${late ? ' is-late' : ''}`}>
      <h2>
        {title} <span class="promises-count">{items.length}</span>
      </h2>
      <ul>
        {items.map(each => (
          <li key={each.id} data-row={each.id}>
            <Row promise={each} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row({ promise }: { promise: PromiseMade }) {
  const customer = called(promise.customer_id);
  const shop = shops.get(promise.shop_id);
  const owner =
    promise.owner_id === me.value?.id ? null : personName(promise.owner_id, say('nobody'));
  return (
    <div class={`promises-row${promise.state === 'broken' ? ' is-broken' : ''}`}>
      <a
        class="promises-open"
        href={pathTo.conversation(promise.conversation_id, promise.message_seq)}
      >
        <Avatar name={customer?.name ?? ''} seed={promise.customer_id} size={32} />
        <span class="promises-what">
          <bdi>{wordsOf(promise)}</bdi>
          <small>
            <bdi>{customer?.name ?? '…'}</bdi>
            {shop && <span> · {shop.name}</span>}
            {owner && <span class="promises-owner"> · {owner}</span>}
          </small>
        </span>
        <span class="promises-due">
          <Standing promise={promise} />
          <small>
            <DueWords at={promise.due_at} />
            <CustomerTime at={promise.due_at} of={customer?.zone ?? null} />
          </small>
        </span>
      </a>
      <Acts promise={promise} />
    </div>
  );
}

/** Up and down between the rows, by arrows or the desk's own j and k; returns how to stop. */
function steps(): () => void {
  const press = (event: KeyboardEvent) => {
    const by = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
    if (!by || keyName(event) !== event.key || isWriting(event.target)) return;
    const rows = [...document.querySelectorAll<HTMLElement>('.promises-open')];
    const at = rows.indexOf(document.activeElement as HTMLElement);
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  };
  // Before the desk's own keys, which would go to the next conversation.
  document.addEventListener('keydown', press, true);
  return () => document.removeEventListener('keydown', press, true);
}
