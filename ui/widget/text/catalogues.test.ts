import { describe, expect, it } from 'vitest';
import frenchCall from '../call/words/fr.ts';
import en from './catalogues/en.ts';
import es from './catalogues/es.ts';
import fr from './catalogues/fr.ts';
import ja from './catalogues/ja.ts';
import ko from './catalogues/ko.ts';
import zhCN from './catalogues/zh-CN.ts';
import zhTW from './catalogues/zh-TW.ts';
import { LOCALES } from './locale.ts';
import { NAMES } from './texts.ts';

const all: Record<string, Record<string, string>> = {
  'zh-CN': zhCN,
  'zh-TW': zhTW,
  ja,
  ko,
  en,
  fr,
  es,
};
const holes = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

describe('the catalogues', () => {
  it('are there for every language the widget speaks, each with its name', () => {
    expect(Object.keys(all)).toEqual([...LOCALES]);
    expect(Object.keys(NAMES).sort()).toEqual([...LOCALES].sort());
  });

  it.each(LOCALES)('%s has every key, filled, with the same holes', locale => {
    const texts = all[locale] as Record<string, string>;
    expect(Object.keys(texts)).toEqual(Object.keys(en));
    for (const [key, text] of Object.entries(texts)) {
      expect(text.trim(), key).not.toBe('');
      expect(holes(text), key).toEqual(holes(en[key as keyof typeof en]));
    }
  });

  it('address the customer as each language’s service does', () => {
    const said = (texts: Record<string, string>) => Object.values(texts).join('\n');
    expect(said(zhCN) + said(zhTW)).not.toMatch(/[你妳]/);
    expect(said(fr)).not.toMatch(/(?<!\p{L})(tu|toi|ton|tes)(?!\p{L})/iu);
    expect(said(es)).not.toMatch(/(?<!\p{L})(tú|tu|tus|te)(?!\p{L})/iu);
    expect(said(ja)).not.toMatch(/了解しました|ご苦労/);
    expect(said(ko)).not.toMatch(/해요|돼요|이에요|예요/);
  });

  it('keeps a French mark with its word: no line begins with it', () => {
    expect([...Object.values(fr), ...Object.values(frenchCall)].join('\n')).not.toMatch(
      / [?!:;»]|« /,
    );
  });

  it('writes Chinese in the script of its reader', () => {
    expect(Object.values(zhCN).join('')).not.toMatch(/[們這個請傳檔語設]/);
    expect(Object.values(zhTW).join('')).not.toMatch(/[们这请传档语设]/);
  });
});
