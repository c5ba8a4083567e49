import { describe, expect, it } from 'vitest';
import { linkify } from './linkify.ts';

const links = (body: string) =>
  linkify(body).flatMap(piece => (typeof piece === 'string' ? [] : [piece.text]));
const whole = (body: string) =>
  linkify(body)
    .map(piece => (typeof piece === 'string' ? piece : piece.text))
    .join('');

describe('linkify', () => {
  it.each([
    ['see https://example.com/a?b=1#c now', 'https://example.com/a?b=1#c'],
    ['(http://example.com/a)', 'http://example.com/a'],
    [
      'https://en.wikipedia.org/wiki/Tea_(disambiguation).',
      'https://en.wikipedia.org/wiki/Tea_(disambiguation)',
    ],
    ['请看https://example.com/订单', 'https://example.com/'],
    ['物流在这里：https://example.com/t?no=12，谢谢', 'https://example.com/t?no=12'],
    ['こちらhttps://example.co.jp/aをご覧ください', 'https://example.co.jp/a'],
    ['https://example.com입니다', 'https://example.com'],
    ['HTTPS://EXAMPLE.COM/A', 'HTTPS://EXAMPLE.COM/A'],
    ['https://example.com:8443/x', 'https://example.com:8443/x'],
    ['"https://example.com"', 'https://example.com'],
    ['really? https://example.com/a!?', 'https://example.com/a'],
  ])('%s', (body, link) => {
    expect(links(body)).toEqual([link]);
    expect(whole(body)).toBe(body);
  });

  it.each([
    ['javascript:alert(1)'],
    ['data:text/html,<script>alert(1)</script>'],
    ['ftp://example.com/'],
    ['https://'],
    ['https://localhost/x'],
    ['https://user@example.com/'],
    ['https://good.example@evil.example/'],
    ['https://good.example:pw@evil.example/'],
    ['https://xn--pple-43d.com/'],
    ['https://www.xn--80ak6aa92e.com/login'],
    ['https://аpple.com/'],
    ['https://pаypal.com/'],
    ['https://paypal.com\u202Emoc.live'],
    ['https://paypal.com\u200B.evil.example'],
    ['https://example.com.еvil.example'],
    ['https://0x7f.1/'],
    ['https://3232235777/'],
    ['https://-.example'],
  ])('%s stays text', body => {
    expect(links(body)).toEqual([]);
    expect(whole(body)).toBe(body);
  });

  it('never links anything but http and https', () => {
    for (const body of ['https:/\\example.com', 'https:\\\\example.com', 'hxttps://example.com']) {
      for (const piece of linkify(body)) {
        if (typeof piece !== 'string') expect(new URL(piece.href).protocol).toMatch(/^https?:$/);
      }
    }
  });

  it('takes long texts in its stride', () => {
    const body = `${'https://'.repeat(5000)}${'('.repeat(5000)}`;
    expect(whole(body)).toBe(body);
  });
});
