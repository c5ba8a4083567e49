// @vitest-environment jsdom

import { expect, test } from 'vitest';
import { parse, pathTo } from './router';

test.each([
  ['/desk', '', { name: 'inbox', view: 'mine' }],
  ['/desk/inbox/team', '', { name: 'inbox', view: 'team' }],
  ['/desk/inbox/nonsense', '', { name: 'inbox', view: 'mine' }],
  ['/desk/conversations/42', '', { name: 'conversation', id: 42, seq: null }],
  ['/desk/conversations/42', '?seq=7', { name: 'conversation', id: 42, seq: 7 }],
  ['/desk/conversations/x', '', { name: 'inbox', view: 'mine' }],
  ['/desk/conversations/-1', '', { name: 'inbox', view: 'mine' }],
  ['/desk/search', '?q=%E9%80%81%E6%96%99', { name: 'search', q: '送料' }],
  ['/desk/settings', '', { name: 'settings', page: 'preferences' }],
  ['/desk/settings/shops/3', '', { name: 'settings', page: 'shops/3' }],
  ['/desk/sign-in', '', { name: 'sign-in' }],
  ['/desk/invitation/abc', '', { name: 'invitation', token: 'abc' }],
  ['/desk/password/abc', '', { name: 'password', token: 'abc' }],
])('%s%s', (path, search, route) => {
  expect(parse(path, search)).toEqual(route);
});

test('a path leads back to its route', () => {
  const there = (path: string) => {
    const url = new URL(path, 'https://desk.example');
    return parse(url.pathname, url.search);
  };
  expect(there(pathTo.conversation(5, 9))).toEqual({ name: 'conversation', id: 5, seq: 9 });
  expect(there(pathTo.search('a&b=c 送料'))).toEqual({ name: 'search', q: 'a&b=c 送料' });
});
