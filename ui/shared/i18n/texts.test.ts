import { describe, expect, test } from 'vitest';
import { pickLocale, TextBook } from './texts';

const OFFERED = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'] as const;

test.each([
  [['zh-Hant-HK'], 'zh-TW'],
  [['zh-HK'], 'zh-TW'],
  [['zh_TW'], 'zh-TW'],
  [['zh'], 'zh-CN'],
  [['zh-Hans-SG'], 'zh-CN'],
  [['ja-JP', 'en'], 'ja'],
  [['pt-BR', 'ko-KR'], 'ko'],
  [['pt-BR'], 'en'],
  [['', 'not a tag', 'en-GB'], 'en'],
])('%j is served in %s', (wanted, found) => {
  expect(pickLocale(wanted, OFFERED, 'en')).toBe(found);
});

describe('a text book', () => {
  const book = new TextBook(
    {
      en: async () => ({
        default: { hi: 'Hello {name}', files: { one: '{count} file', other: '{count} files' } },
      }),
      ja: async () => ({
        default: { hi: '{name}様、こんにちは', files: { other: '{count}件' } },
      }),
    },
    'en',
  );

  test('fills places, chooses plurals, and follows the language', async () => {
    expect(book.t('hi', { name: 'Lin' })).toBe('');
    await book.use('en');
    expect(book.t('hi', { name: 'Lin' })).toBe('Hello Lin');
    expect(book.t('files', { count: 1 })).toBe('1 file');
    expect(book.t('files', { count: 1200 })).toBe('1,200 files');
    expect(book.t('hi')).toBe('Hello {name}');
    await book.use('ja');
    expect(book.t('hi', { name: '林' })).toBe('林様、こんにちは');
    expect(book.t('files', { count: 1 })).toBe('1件');
    expect(book.locale.value).toBe('ja');
  });

  test('does not read braces in what people wrote', async () => {
    await book.use('en');
    expect(book.t('hi', { name: '{count}' })).toBe('Hello {count}');
    expect(book.rich('hi', { name: 'X' })).toEqual(['Hello ', 'X', '']);
  });
});

test('of two wishes the later one counts, whichever arrives first', async () => {
  const arrive: Record<string, () => void> = {};
  const loader = (name: string) => () =>
    new Promise<{ default: { hello: string } }>(resolve => {
      arrive[name] = () => resolve({ default: { hello: name } });
    });
  const book = new TextBook({ en: loader('en'), ja: loader('ja') }, 'en');
  const wishes = [book.use('en'), book.use('ja')];
  arrive.ja?.();
  await wishes[1];
  arrive.en?.();
  await wishes[0];
  expect([book.t('hello'), book.locale.value]).toEqual(['ja', 'ja']);
});
