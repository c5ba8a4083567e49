import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Entry = string | Record<string, string>;

const folder = join(import.meta.dirname, '.');
const read = (locale: string): Record<string, Entry> =>
  JSON.parse(readFileSync(join(folder, `${locale}.json`), 'utf8'));
const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];
const english = read('en');

const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

/** Every text the screens ask for by a fixed key. */
function asked(): Set<string> {
  const found = new Set<string>();
  const walk = (path: string) => {
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inner = join(path, entry.name);
      if (entry.isDirectory()) walk(inner);
      else if (/(?<!\.test)\.tsx?$/.test(entry.name)) {
        for (const match of readFileSync(inner, 'utf8').matchAll(/\b(?:t|rich)\(\s*'([^']+)'/g)) {
          found.add(match[1] as string);
        }
      }
    }
  };
  walk(join(folder, '..'));
  return found;
}

test('every language is there, and no other', () => {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'));
  expect(files.sort()).toEqual(LOCALES.map(locale => `${locale}.json`).sort());
});

test('every text that is asked for is there', () => {
  expect([...asked()].filter(key => !(key in english))).toEqual([]);
});

describe.each(LOCALES)('%s', locale => {
  const catalogue = read(locale);

  test('has the same keys', () => {
    expect(Object.keys(catalogue).sort()).toEqual(Object.keys(english).sort());
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
