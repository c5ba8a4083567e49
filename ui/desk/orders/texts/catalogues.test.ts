import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Entry = string | Record<string, string>;

const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];
const READERS = ['..'];
const read = (locale: string): Record<string, Entry> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${locale}.json`), 'utf8'));
const english = read('en');
const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

/** The keys that the screens name: whole ones, and the beginnings of those put together. */
function asked(): { whole: Set<string>; begun: Set<string> } {
  const whole = new Set<string>();
  const begun = new Set<string>();
  const walk = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) walk(inner);
      else if (/(?<!\.test)\.tsx?$/.test(entry.name)) {
        const code = readFileSync(inner, 'utf8');
        for (const match of code.matchAll(/\b(?:say|sayRich)\(([^;]*?)\)/gs)) {
          for (const [, key] of (match[1] ?? '').matchAll(/'([\w.]+)'/g)) whole.add(key as string);
        }
        for (const [, key] of code.matchAll(/\b(?:title|text): '([\w.]+)'/g))
          whole.add(key as string);
        for (const [, key] of code.matchAll(/`([a-zA-Z]+\.[\w.]*)\$\{/g)) begun.add(key as string);
        for (const [, key] of code.matchAll(/`([a-z]+\.)\$\{/g)) begun.add(key as string);
      }
    }
  };
  for (const path of READERS) walk(join(import.meta.dirname, path));
  return { whole, begun };
}

test('every text that is asked for is there', () => {
  const { whole } = asked();
  const missing = [...whole].filter(key => !(key in english) && /^[a-z]+[A-Za-z]*(\.|$)/.test(key));
  // Values beside the keys in the same brackets are no keys.
  expect(missing.filter(key => key.includes('.'))).toEqual([]);
});

test('no text stands there for nobody', () => {
  const { whole, begun } = asked();
  const beginnings = [...begun, 'setup.'];
  const unused = Object.keys(english).filter(
    key => !whole.has(key) && !beginnings.some(start => key.startsWith(start)),
  );
  expect(unused).toEqual([]);
});

describe.each(LOCALES)('%s', locale => {
  const catalogue = read(locale);

  test('has the same keys', () => {
    expect(Object.keys(catalogue)).toEqual(Object.keys(english));
  });

  test('leaves nothing empty, and each text has the same places', () => {
    for (const [key, entry] of Object.entries(catalogue)) {
      const wanted = places(forms(english[key] as Entry).at(-1) as string);
      for (const form of forms(entry)) {
        expect(form.trim(), key).not.toBe('');
        expect(places(form), key).toEqual(wanted);
      }
    }
  });

  test('has every plural form its language needs', () => {
    const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    for (const [key, entry] of Object.entries(catalogue)) {
      if (typeof entry !== 'string') expect(Object.keys(entry).sort(), key).toEqual(needed.sort());
    }
  });
});
