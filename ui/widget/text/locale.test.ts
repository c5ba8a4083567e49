import { describe, expect, it } from 'vitest';
import { choose, match } from './locale.ts';
import { pick } from './pick.ts';

describe('match', () => {
  it.each([
    ['zh', 'zh-CN'],
    ['zh-CN', 'zh-CN'],
    ['zh-SG', 'zh-CN'],
    ['zh-Hans-HK', 'zh-CN'],
    ['zh-TW', 'zh-TW'],
    ['zh-HK', 'zh-TW'],
    ['zh-Hant', 'zh-TW'],
    ['zh_Hant_MO', 'zh-TW'],
    ['yue-HK', 'zh-TW'],
    ['ja-JP', 'ja'],
    ['ko_KR', 'ko'],
    ['fr-CA', 'fr'],
    ['es-419', 'es'],
    ['EN-gb', 'en'],
    ['kok-IN', null],
    ['fil', null],
    ['', null],
  ])('%s → %s', (tag, locale) => {
    expect(match(tag)).toBe(locale);
  });
});

describe('choose', () => {
  it('takes the first wish that the shop offers', () => {
    expect(choose([null, 'de', 'fr-FR', 'ja'], [])).toBe('fr');
    expect(choose(['fr', 'ko'], ['ja', 'ko'])).toBe('ko');
  });

  it('falls back to English, else to the shop’s first language', () => {
    expect(choose(['de'], [])).toBe('en');
    expect(choose(['de'], ['ja', 'ko'])).toBe('ja');
  });
});

describe('pick', () => {
  it('prefers the language, then its relative, English, the shop’s own, anything', () => {
    const texts = { ja: 'ja', 'zh-TW': '繁', en: 'en' };
    expect(pick(texts, 'ja', 'ja')).toBe('ja');
    expect(pick(texts, 'zh-CN', 'ja')).toBe('繁');
    expect(pick(texts, 'fr', 'ja')).toBe('en');
    expect(pick({ ja: 'ja', ko: 'ko' }, 'fr', 'ko')).toBe('ko');
    expect(pick({ ja: 'ja' }, 'fr', 'ko')).toBe('ja');
    expect(pick({}, 'fr', 'ko')).toBeUndefined();
  });
});
