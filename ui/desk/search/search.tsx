// Search over everything that was said: type, see it marked, jump to its place.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { Button } from '@shared/components/button';
import { BackIcon, SearchIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import { useEffect, useRef, useState } from 'preact/hooks';
import { WriteButton } from '../customer/write';
import { lazily } from '../lazily';
import { complain } from '../state/actions';
import { go, pathTo, route, view } from '../state/router';
import { zone } from '../state/session';
import { called, shops } from '../state/store';
import { t, times } from '../state/texts';
import { excerpt, type Found, type FoundCustomer, type FoundPage, find } from './find';
import './search.css';

const FoundOrders = lazily(() => import('../orders/found').then(found => found.FoundOrders));

const PAUSE = 160;

export function Search() {
  const asked = route.value.name === 'search' ? route.value.q : '';
  const [typed, setTyped] = useState(asked);
  const [shopId, setShopId] = useState<number | null>(null);
  const [page, setPage] = useState<FoundPage | null>(null);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const [turn, setTurn] = useState(0);
  const input = useRef<HTMLInputElement>(null);
  const words = typed.trim();
  /** What this page has put into its address itself. */
  const own = useRef(asked);

  useEffect(() => input.current?.focus(), []);
  // Something else was asked for from elsewhere, or by the way back.
  useEffect(() => {
    if (asked === own.current) return;
    own.current = asked;
    setTyped(asked);
  }, [asked]);
  useEffect(() => {
    setFailed(false);
    if (!words) {
      setPage(null);
      setBusy(false);
      return;
    }
    const abort = new AbortController();
    setBusy(true);
    const timer = setTimeout(() => {
      own.current = words;
      go(pathTo.search(words), { replace: true });
      find({ q: words, shop_id: shopId }, abort.signal)
        .then(setPage)
        .catch(error => {
          if (abort.signal.aborted) return;
          setFailed(true);
          complain(error);
        })
        .finally(() => abort.signal.aborted || setBusy(false));
    }, PAUSE);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [words, shopId, turn]);

  const more = async () => {
    if (!page?.next_cursor) return;
    try {
      const next = await find({ q: words, shop_id: shopId, cursor: page.next_cursor });
      const items = [...page.items, ...next.items];
      // Unless something else was asked for meanwhile.
      setPage(held => (held === page ? { ...page, items, next_cursor: next.next_cursor } : held));
    } catch (error) {
      complain(error);
    }
  };

  return (
    <div class="search">
      <h1 class="visually-hidden">{t('search')}</h1>
      <header class="search-head">
        <a class="icon-button" href={pathTo.inbox(view.value)} aria-label={t('back')}>
          <BackIcon />
        </a>
        <search class="search-box">
          <SearchIcon />
          <input
            ref={input}
            type="search"
            value={typed}
            placeholder={t('search.placeholder')}
            aria-label={t('search')}
            onInput={event => setTyped(event.currentTarget.value)}
            onKeyDown={event => {
              if (event.isComposing) return;
              if (event.key === 'Escape' && !typed) go(pathTo.inbox(view.peek()));
              if (event.key === 'ArrowDown') focusHit(event, 0);
            }}
          />
        </search>
        <select
          class="input search-shop"
          aria-label={t('filter.shop')}
          value={shopId === null ? '' : String(shopId)}
          onChange={event => setShopId(Number(event.currentTarget.value) || null)}
        >
          <option value="">{t('filter.allShops')}</option>
          {shops.values().map(shop => (
            <option key={shop.id} value={String(shop.id)}>
              {shop.name}
            </option>
          ))}
        </select>
      </header>
      <div class="search-results" aria-busy={busy}>
        {failed ? (
          <div class="blank">
            <h2>{t('timeline.failed')}</h2>
            <Button onClick={() => setTurn(held => held + 1)}>{t('again')}</Button>
          </div>
        ) : (
          <Results words={words} page={page} />
        )}
        {!failed && page?.next_cursor && (
          <Button class="search-more" onClick={() => void more()}>
            {t('search.more')}
          </Button>
        )}
      </div>
    </div>
  );
}

function Results({ words, page }: { words: string; page: FoundPage | null }) {
  if (!words) {
    return (
      <div class="blank">
        <SearchIcon size={26} />
        <h2>{t('search.start')}</h2>
        <p>{t('search.start.text')}</p>
      </div>
    );
  }
  if (!page) {
    return (
      <div class="search-waiting">
        {[62, 80, 48, 70].map(width => (
          <Bar key={width} width={`${width}%`} />
        ))}
      </div>
    );
  }
  const people = page.found_customers;
  if (!page.items.length && !people.length && !page.found_orders.length) {
    return (
      <div class="blank" role="status">
        <h2>{t('search.none')}</h2>
        <p>{t('search.none.text')}</p>
      </div>
    );
  }
  return (
    <>
      {people.length > 0 && (
        <section class="hits">
          <h2>{t('search.people')}</h2>
          <ol>
            {people.map((found, index) => (
              <Person key={found.customer.id} found={found} words={words} index={index} />
            ))}
          </ol>
        </section>
      )}
      {page.found_orders.length > 0 && <FoundOrders found={page.found_orders} />}
      {page.items.length > 0 && (
        <section class="hits">
          <h2>{t('search.said')}</h2>
          <ol>
            {page.items.map((found, index) => (
              <Hit
                key={found.message.id}
                found={found}
                words={words}
                index={people.length + index}
              />
            ))}
          </ol>
        </section>
      )}
    </>
  );
}

function Person({ found, words, index }: { found: FoundCustomer; words: string; index: number }) {
  const { customer, conversation } = found;
  const shop = shops.get(customer.shop_id);
  const known = [customer.name, customer.email, customer.phone, customer.external_id];
  const inside = (
    <>
      <Avatar name={customer.name} seed={customer.id} size={32} />
      <span class="hit-head">
        <bdi class="hit-name">{customer.name}</bdi>
        {shop && (
          <span class="row-shop">
            <span class="shop-mark" style={{ background: shop.color }} />
            <span>{shop.name}</span>
          </span>
        )}
      </span>
      <span class="hit-text" dir="auto">
        {excerpt(known.filter(Boolean).join(' · '), words).map((piece, at) =>
          piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
        )}
      </span>
    </>
  );
  return (
    <li class="hit-person">
      {conversation ? (
        <a
          class="hit"
          href={pathTo.conversation(conversation.id)}
          onKeyDown={event => moveFrom(event, index)}
        >
          {inside}
        </a>
      ) : (
        <div class="hit">{inside}</div>
      )}
      <WriteButton customer={customer} />
    </li>
  );
}

function Hit({ found, words, index }: { found: Found; words: string; index: number }) {
  const { message, conversation } = found;
  const name = called(conversation.customer_id)?.name ?? '…';
  const shop = shops.get(conversation.shop_id);
  return (
    <li>
      <a
        class="hit"
        href={pathTo.conversation(conversation.id, message.seq)}
        onKeyDown={event => moveFrom(event, index)}
      >
        <Avatar name={name} seed={conversation.customer_id} size={32} />
        <span class="hit-head">
          <bdi class="hit-name">{name}</bdi>
          {shop && (
            <span class="row-shop">
              <span class="shop-mark" style={{ background: shop.color }} />
              <span>{shop.name}</span>
            </span>
          )}
          <time dateTime={message.at}>{times(zone()).brief(message.at, now.peek())}</time>
        </span>
        <span class="hit-text" dir="auto" lang={conversation.language ?? undefined}>
          {message.author.kind !== 'customer' && <b>{message.author.name}: </b>}
          {excerpt(message.body, words).map((piece, at) =>
            piece.hit ? <mark key={at}>{piece.text}</mark> : piece.text,
          )}
        </span>
      </a>
    </li>
  );
}

function moveFrom(event: KeyboardEvent, index: number): void {
  if (event.key === 'ArrowDown' || event.key === 'j') focusHit(event, index + 1);
  if (event.key === 'ArrowUp' || event.key === 'k') focusHit(event, index - 1);
}

function focusHit(event: KeyboardEvent, index: number): void {
  const hits = document.querySelectorAll<HTMLElement>('.hit');
  if (index < 0) document.querySelector<HTMLElement>('.search-box input')?.focus();
  else if (hits[index]) hits[index].focus();
  else return;
  event.preventDefault();
  event.stopPropagation();
}
