import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Entry = string | Record<string, string>;

const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];
const read = (locale: string): Record<string, Entry> =>
  JSON.parse(readFileSync(join(import.meta.dirname, `${locale}.json`), 'utf8'));
const english = read('en');
const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

test('no text stands there for nobody', () => {
  const folder = join(import.meta.dirname, '..');
  const code = readdirSync(folder)
    .filter(name => /(?<!\.test)\.tsx?$/.test(name))
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
  const begun = [...code.matchAll(/`([a-z]+\.)\$\{/g)].map(match => match[1] as string);
  const unused = Object.keys(english).filter(
    key => !code.includes(`'${key}'`) && !begun.some(start => key.startsWith(start)),
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
