// Every part of the desk that has texts of its own: all five languages, whole, and nothing over.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

type Entry = string | Record<string, string>;
type Catalogue = Record<string, Entry>;

const LOCALES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];
const DESK = join(import.meta.dirname, '..');
/** Folders beside a chapter's own whose screens speak from it too. */
const READERS: Record<string, string[]> = {
  figures: ['wallboard'],
  settings: ['setup', 'invitation'],
};

const folders = (path: string): string[] =>
  readdirSync(path, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(path, entry.name));
const below = (path: string): string[] => folders(path).flatMap(each => [each, ...below(each)]);
const chapters = below(DESK)
  .filter(path => existsSync(join(path, 'texts', 'en.json')))
  .map(path => path.slice(DESK.length + 1));

const read = (chapter: string, locale: string): Catalogue =>
  JSON.parse(readFileSync(join(DESK, chapter, 'texts', `${locale}.json`), 'utf8'));
const forms = (entry: Entry) => (typeof entry === 'string' ? [entry] : Object.values(entry));
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]).sort();

/** A folder and those below it that have no texts of their own. */
const speaking = (path: string): string[] => [
  path,
  ...folders(path)
    .filter(each => !chapters.includes(each.slice(DESK.length + 1)))
    .flatMap(speaking),
];

/** The code of the screens that speak from a chapter. */
function codeOf(chapter: string): string {
  const roots = [chapter, ...(READERS[chapter] ?? [])].map(name => join(DESK, name));
  return roots
    .flatMap(speaking)
    .flatMap(path => readdirSync(path).map(name => join(path, name)))
    .filter(path => /(?<!\.test)\.tsx?$/.test(path))
    .map(path => readFileSync(path, 'utf8'))
    .join('\n');
}

test('the chapters are found', () => {
  expect(chapters).toEqual(expect.arrayContaining(['figures', 'mail', 'promises', 'settings']));
});

describe.each(chapters)('%s', chapter => {
  const english = read(chapter, 'en');
  const code = codeOf(chapter);

  test('every text that is asked for is there', () => {
    const asked = [...code.matchAll(/\b(?:say|sayRich)\(\s*'([^']+)'/g)].map(match => match[1]);
    expect(asked.filter(key => !((key as string) in english))).toEqual([]);
  });

  test('no text stands there for nobody', () => {
    const begun = [...code.matchAll(/`([a-zA-Z]+\.[\w.]*)\$\{/g)].map(match => match[1] as string);
    const unused = Object.keys(english).filter(
      key => !code.includes(`'${key}'`) && !begun.some(start => key.startsWith(start)),
    );
    expect(unused).toEqual([]);
  });

  describe.each(LOCALES)('%s', locale => {
    const catalogue = read(chapter, locale);

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
      const needed = new Intl.PluralRules(locale).resolvedOptions().pluralCategories.sort();
      for (const [key, entry] of Object.entries(catalogue)) {
        if (typeof entry !== 'string') expect(Object.keys(entry).sort(), key).toEqual(needed);
      }
    });
  });
});
