// A mailbox as a form holds it, and what the server wants of it.

import type { Id, Mailbox, MailServer } from '@shared/contracts';
import { EntityMap } from '@shared/store/entities';
import { keep } from '../../state/store';
import { presetFor } from './presets';

/** Kept up to date by the feed from the first look on. */
export const mailboxes = new EntityMap<Mailbox>();
keep('mailbox', mailboxes);

/** A mailbox as it is now: the feed's where that is newer than what was fetched. */
export function latest(fetched: Mailbox): Mailbox {
  const held = mailboxes.get(fetched.id);
  return held && held.version > fetched.version ? held : fetched;
}

/** A server as it is typed; secrets are written here and never come back. */
export interface Draft {
  shop_id: Id;
  name: string;
  addresses: string;
  receives: boolean;
  imap: MailServer;
  folders: string;
  sends: boolean;
  smtp: MailServer;
  signIn: 'password' | 'oauth';
  password: string;
  smtp_password: string;
  provider: 'google' | 'microsoft' | 'other';
  client_id: string;
  client_secret: string;
  refresh_token: string;
  token_url: string;
  authorize_url: string;
  scope: string;
  signed_replies: boolean;
  trusted_servers: string;
}

const NO_IMAP: MailServer = { host: '', port: 993, security: 'tls', user: '' };
const NO_SMTP: MailServer = { host: '', port: 465, security: 'tls', user: '' };

export const blank = (shop_id: Id): Draft => ({
  shop_id,
  name: '',
  addresses: '',
  receives: true,
  imap: NO_IMAP,
  folders: 'INBOX',
  sends: true,
  smtp: NO_SMTP,
  signIn: 'password',
  password: '',
  smtp_password: '',
  provider: 'other',
  client_id: '',
  client_secret: '',
  refresh_token: '',
  token_url: '',
  authorize_url: '',
  scope: '',
  signed_replies: false,
  trusted_servers: '',
});

export const draftOf = (mailbox: Mailbox): Draft => ({
  ...blank(mailbox.shop_id),
  name: mailbox.name,
  addresses: mailbox.addresses.join(', '),
  receives: mailbox.imap !== null,
  imap: mailbox.imap ?? NO_IMAP,
  folders: mailbox.folders.join(', '),
  sends: mailbox.smtp !== null,
  smtp: mailbox.smtp ?? NO_SMTP,
  signIn: mailbox.oauth ? 'oauth' : 'password',
  provider: mailbox.oauth?.provider ?? 'other',
  client_id: mailbox.oauth?.client_id ?? '',
  token_url: mailbox.oauth?.token_url ?? '',
  authorize_url: mailbox.oauth?.authorize_url ?? '',
  scope: mailbox.oauth?.scope ?? '',
  signed_replies: mailbox.signed_replies,
  trusted_servers: mailbox.trusted_servers.join(', '),
});

/** Names in a line, by the commas of any keyboard. */
export const named = (line: string): string[] =>
  line
    .split(/[,，、;；\s]+/)
    .map(each => each.trim())
    .filter(Boolean);

/** The same for folders, whose names may have blanks. */
const folders = (line: string): string[] =>
  line
    .split(/[,，、\n]+/)
    .map(each => each.trim())
    .filter(Boolean);

/** What is filled in by itself when an address is typed: what nobody has touched yet. */
export function suggested(draft: Draft, addresses: string): Partial<Draft> {
  const before = presetFor(named(draft.addresses)[0] ?? '');
  const after = presetFor(named(addresses)[0] ?? '');
  if (!after) return { addresses };
  const untouched = (held: MailServer, was: MailServer | undefined) =>
    held.host === '' || held.host === was?.host;
  return {
    addresses,
    ...(untouched(draft.imap, before?.imap) ? { imap: after.imap } : {}),
    ...(untouched(draft.smtp, before?.smtp) ? { smtp: after.smtp } : {}),
    ...(after.provider && draft.provider === 'other' ? { provider: after.provider } : {}),
    ...(after.advice === 'oauth' && !draft.password ? { signIn: 'oauth' as const } : {}),
  };
}

/** What the server wants of a draft; secrets go along only where they were typed. */
export function wanted(draft: Draft) {
  const oauth = draft.signIn === 'oauth';
  const secrets = oauth
    ? { client_secret: draft.client_secret, refresh_token: draft.refresh_token }
    : { password: draft.password, smtp_password: draft.smtp_password };
  return {
    name: draft.name.trim(),
    addresses: named(draft.addresses),
    imap: draft.receives ? draft.imap : null,
    folders: folders(draft.folders),
    smtp: draft.sends ? draft.smtp : null,
    oauth: oauth
      ? {
          provider: draft.provider,
          client_id: draft.client_id.trim(),
          token_url: draft.token_url.trim(),
          authorize_url: draft.authorize_url.trim(),
          scope: draft.scope.trim(),
        }
      : null,
    signed_replies: draft.signed_replies,
    trusted_servers: named(draft.trusted_servers),
    ...(Object.values(secrets).some(Boolean) ? { secrets } : {}),
  };
}

export type Standing = 'new' | 'well' | 'failing' | 'off';

export const TONES: Record<Standing, string> = {
  new: '',
  well: 'is-good',
  failing: 'is-bad',
  off: '',
};

export const standing = (mailbox: Mailbox): Standing => (mailbox.active ? mailbox.state : 'off');
