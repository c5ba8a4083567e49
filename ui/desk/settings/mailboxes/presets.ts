// Where the great providers' mail servers are, by an address's domain. Known here, never asked for.

import type { MailServer } from '@shared/contracts';

export interface Preset {
  imap: MailServer;
  smtp: MailServer;
  /** How the provider wants its people to sign in, where that is not their usual password. */
  advice: 'app_password' | 'oauth' | 'code' | 'switch_on' | null;
  provider: 'google' | 'microsoft' | null;
}

interface Known {
  domains: readonly string[];
  imap: string;
  smtp: string;
  /** 465 with TLS, unless the provider speaks STARTTLS. */
  smtpPort?: 587;
  advice: Preset['advice'];
  provider?: Preset['provider'];
  /** The account is what stands before the @. */
  short?: true;
}

const KNOWN: readonly Known[] = [
  {
    domains: ['gmail.com', 'googlemail.com'],
    imap: 'imap.gmail.com',
    smtp: 'smtp.gmail.com',
    advice: 'app_password',
    provider: 'google',
  },
  {
    domains: ['outlook.com', 'outlook.jp', 'hotmail.com', 'hotmail.co.jp', 'live.com', 'msn.com'],
    imap: 'outlook.office365.com',
    smtp: 'smtp-mail.outlook.com',
    smtpPort: 587,
    advice: 'oauth',
    provider: 'microsoft',
  },
  {
    domains: ['qq.com', 'vip.qq.com', 'foxmail.com'],
    imap: 'imap.qq.com',
    smtp: 'smtp.qq.com',
    advice: 'code',
  },
  { domains: ['163.com'], imap: 'imap.163.com', smtp: 'smtp.163.com', advice: 'code' },
  { domains: ['126.com'], imap: 'imap.126.com', smtp: 'smtp.126.com', advice: 'code' },
  { domains: ['yeah.net'], imap: 'imap.yeah.net', smtp: 'smtp.yeah.net', advice: 'code' },
  {
    domains: ['yahoo.co.jp'],
    imap: 'imap.mail.yahoo.co.jp',
    smtp: 'smtp.mail.yahoo.co.jp',
    advice: 'switch_on',
    short: true,
  },
  {
    domains: ['naver.com'],
    imap: 'imap.naver.com',
    smtp: 'smtp.naver.com',
    advice: 'switch_on',
    short: true,
  },
  {
    domains: ['daum.net', 'hanmail.net'],
    imap: 'imap.daum.net',
    smtp: 'smtp.daum.net',
    advice: 'switch_on',
    short: true,
  },
  {
    domains: ['yahoo.com', 'yahoo.com.tw', 'yahoo.com.hk'],
    imap: 'imap.mail.yahoo.com',
    smtp: 'smtp.mail.yahoo.com',
    advice: 'app_password',
  },
  {
    domains: ['icloud.com', 'me.com', 'mac.com'],
    imap: 'imap.mail.me.com',
    smtp: 'smtp.mail.me.com',
    smtpPort: 587,
    advice: 'app_password',
  },
];

/** The servers of an address: a provider's own, else the names that most domains give theirs. */
export function presetFor(address: string): Preset | null {
  const [, local, domain] = /^([^@\s]+)@([^@\s]+\.[^@\s.]+)$/.exec(address.trim()) ?? [];
  if (!local || !domain) return null;
  const host = domain.toLowerCase();
  const known = KNOWN.find(each => each.domains.includes(host));
  const user = known?.short ? local : address.trim();
  const smtpPort = known?.smtpPort ?? 465;
  return {
    imap: { host: known?.imap ?? `imap.${host}`, port: 993, security: 'tls', user },
    smtp: {
      host: known?.smtp ?? `smtp.${host}`,
      port: smtpPort,
      security: smtpPort === 587 ? 'starttls' : 'tls',
      user,
    },
    advice: known?.advice ?? null,
    provider: known?.provider ?? null,
  };
}
