import type { Message } from '@shared/contracts';
import { expect, test } from 'vitest';
import { layOut, pictures } from './layout';

const at = (minute: number) => new Date(Date.UTC(2026, 10, 21, 10, minute)).toISOString();
const said = (seq: number, minute: number, who = 'customer', kind = 'text') =>
  ({
    seq,
    at: at(minute),
    kind,
    author: { kind: who, id: 1, name: who },
    attachments: [],
    redacted_at: null,
  }) as unknown as Message;
const day = (time: string) => time.slice(0, 10);

const shape = (messages: Message[], newFrom: number | null = null) =>
  layOut(messages, day, newFrom).map(item =>
    item.kind === 'message'
      ? `${item.opens ? '[' : ''}${item.message.seq}${item.closes ? ']' : ''}`
      : item.kind,
  );

test('one voice within a few minutes stands together', () => {
  expect(shape([said(1, 0), said(2, 1), said(3, 2, 'agent'), said(4, 30, 'agent')])).toEqual([
    'day',
    '[1',
    '2]',
    '[3]',
    '[4]',
  ]);
});

test('a note never joins the words to the customer', () => {
  expect(shape([said(1, 0, 'agent'), said(2, 0, 'agent', 'note'), said(3, 1, 'agent')])).toEqual([
    'day',
    '[1]',
    '[2]',
    '[3]',
  ]);
});

test('each day has its mark, and the new its own', () => {
  const next = { ...said(3, 1), at: '2026-11-22T00:00:00.000Z' };
  expect(shape([said(1, 0), said(2, 1), next], 2)).toEqual([
    'day',
    '[1]',
    'new',
    '[2]',
    'day',
    '[3]',
  ]);
});

test('pictures are what the viewer can show, without what was taken out', () => {
  const with_ = (content_type: string, redacted_at: string | null = null) =>
    ({ ...said(1, 0), redacted_at, attachments: [{ id: 1, content_type }] }) as Message;
  expect(pictures([with_('image/png')]).length).toBe(1);
  expect(pictures([with_('application/pdf'), with_('image/svg+xml')])).toEqual([]);
  expect(pictures([with_('image/png', '2026-11-21T00:00:00Z')])).toEqual([]);
});
