// Where the desk is: path routes under /desk, moved between without loading the page again.

import { computed, signal } from '@preact/signals';
import type { Id } from '@shared/contracts';
import { query } from '@shared/http';
import { REQUEST_VIEWS, type ShownView } from '../partners/views';
import { PROMISE_VIEWS, type PromiseView } from '../promises/views';

export const VIEWS = ['mine', 'unassigned', 'open', 'team', 'snoozed', 'resolved'] as const;
export type View = (typeof VIEWS)[number];

export type Route =
  | { name: 'inbox'; view: View }
  | { name: 'conversation'; id: Id; seq: number | null }
  | { name: 'search'; q: string }
  | { name: 'settings'; page: string }
  | { name: 'promises'; view: PromiseView }
  | { name: 'partners'; view: ShownView }
  | { name: 'staffing'; day: string }
  | { name: 'overdue' }
  | { name: 'parcels' }
  | { name: 'wallboard'; full: boolean }
  | { name: 'figures'; query: string }
  | { name: 'sign-in' }
  | { name: 'setup' }
  | { name: 'invitation'; token: string }
  | { name: 'password'; token: string };

/** The route a path under /desk means; what it does not know is the agent's own inbox. */
export function parse(path: string, search: string): Route {
  const [, , place = '', one = '', ...more] = path.split('/');
  const params = new URLSearchParams(search);
  switch (place) {
    case 'conversations': {
      const id = Number(one);
      if (Number.isSafeInteger(id) && id > 0) {
        return { name: 'conversation', id, seq: Number(params.get('seq')) || null };
      }
      break;
    }
    case 'search':
      return { name: 'search', q: params.get('q') ?? '' };
    case 'settings':
      return { name: 'settings', page: [one, ...more].filter(Boolean).join('/') || 'preferences' };
    case 'wallboard':
      return { name: 'wallboard', full: one === 'full' };
    case 'figures':
      return { name: 'figures', query: search };
    case 'staffing':
      return { name: 'staffing', day: one };
    case 'promises':
      return { name: place, view: PROMISE_VIEWS.find(each => each === one) ?? 'mine' };
    case 'partners':
      return { name: place, view: REQUEST_VIEWS.find(each => each === one) ?? 'owed' };
    case 'invitation':
    case 'password':
      return { name: place, token: one };
    case 'overdue':
    case 'parcels':
    case 'sign-in':
    case 'setup':
      return { name: place };
  }
  return { name: 'inbox', view: VIEWS.find(view => view === one) ?? 'mine' };
}

const at = signal(location.pathname + location.search);

export const route = computed<Route>(() => {
  const [path = '', search = ''] = at.value.split('?');
  return parse(path, search);
});

/** The view the list shows; it stays while a conversation is open beside it. */
export const view = signal<View>('mine');

function arrive(): void {
  at.value = location.pathname + location.search;
  const { value } = route;
  if (value.name === 'inbox') view.value = value.view;
}

/** Go to a path; `replace` leaves no step to come back to. */
export function go(path: string, { replace = false } = {}): void {
  if (path === location.pathname + location.search) return;
  history[replace ? 'replaceState' : 'pushState'](null, '', path);
  arrive();
}

type Params = Record<string, string | number | undefined>;

export const pathTo = {
  inbox: (to: View) => `/desk/inbox/${to}`,
  conversation: (id: Id, seq?: number | null) =>
    `/desk/conversations/${id}${seq ? `?seq=${seq}` : ''}`,
  promises: (to: PromiseView = 'mine') => `/desk/promises/${to}`,
  partners: (to: ShownView = 'owed') => `/desk/partners/${to}`,
  search: (q = '') => `/desk/search${query({ q })}`,
  settings: (page = '') => `/desk/settings${page ? `/${page}` : ''}`,
  wallboard: (full = false, filter: Params = {}) =>
    `/desk/wallboard${full ? '/full' : ''}${query(filter)}`,
  figures: (wish: Params = {}) => `/desk/figures${query(wish)}`,
  staffing: (day = '') => `/desk/staffing${day ? `/${day}` : ''}`,
  overdue: () => '/desk/overdue',
  parcels: () => '/desk/parcels',
  signIn: '/desk/sign-in',
  setup: '/desk/setup',
};

/** Follow links inside the desk without a page load, and the browser's back and forward. Once. */
export function startRouter(): void {
  addEventListener('popstate', arrive);
  document.addEventListener('click', event => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest?.('a');
    if (!link || link.target || link.origin !== location.origin || link.download) return;
    if (!/^\/desk(\/|$)/.test(link.pathname)) return;
    event.preventDefault();
    go(link.pathname + link.search);
  });
  arrive();
}
