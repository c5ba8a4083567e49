import { expect, test } from 'vitest';
import { presetFor } from './presets';

test('knows the great providers by the domain, in any case', () => {
  expect(presetFor('shop@Gmail.com')).toMatchObject({
    imap: { host: 'imap.gmail.com', port: 993, security: 'tls', user: 'shop@Gmail.com' },
    smtp: { host: 'smtp.gmail.com', port: 465 },
    provider: 'google',
  });
  expect(presetFor('12345@qq.com')?.advice).toBe('code');
  expect(presetFor('shop@163.com')?.imap.host).toBe('imap.163.com');
  expect(presetFor('shop@naver.com')?.imap.user).toBe('shop');
  expect(presetFor('shop@yahoo.co.jp')?.smtp.host).toBe('smtp.mail.yahoo.co.jp');
});

test('speaks STARTTLS where the provider does', () => {
  expect(presetFor('shop@outlook.com')?.smtp).toMatchObject({ port: 587, security: 'starttls' });
});

test('guesses the usual names for a domain of one’s own', () => {
  expect(presetFor('help@shiomi.example')?.imap.host).toBe('imap.shiomi.example');
  expect(presetFor('help@shiomi.example')?.provider).toBeNull();
});

test('says nothing before there is an address', () => {
  expect(presetFor('help@')).toBeNull();
  expect(presetFor('help@shop')).toBeNull();
});
