// Mail as the server speaks of it: a message's mark, a mail whole, what a reply would be, mailboxes.

import type { Entity, Id, Time } from './contracts';

export interface MailAddress {
  address: string;
  name: string;
}

export type MailState =
  | 'received'
  | 'waiting'
  | 'held'
  | 'sent'
  | 'delayed'
  | 'delivered'
  | 'bounced'
  | 'failed'
  | 'taken_back';

/** What a message is as a mail. */
export interface MailMark {
  id: Id;
  subject: string;
  sender: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  bcc: MailAddress[];
  state: MailState;
  send_at: Time | null;
  /** Why it bounced or is held, as a code. */
  reason: string | null;
  /** The server's own sentence. */
  detail: string;
  automatic: string | null;
  warnings: string[];
  /** There is more text than the message's body. */
  folded: boolean;
  html: boolean;
}

/** How a reply shall go; what is absent is as the desk would do it. */
export interface MailWishes {
  to?: MailAddress[];
  cc?: MailAddress[];
  bcc?: MailAddress[];
  subject?: string;
  send_at?: Time;
  quote?: boolean;
}

/** What a reply would be where nothing else is wished for. */
export interface ReplyPlan {
  sender: MailAddress | null;
  to: MailAddress[];
  cc: MailAddress[];
  subject: string;
  signature: string;
  quoted: string;
  held: string | null;
}

export interface Authentication {
  trusted: boolean;
  spf: string | null;
  dkim: string | null;
  dmarc: string | null;
}

export interface MailContents {
  fragments: { kind: 'new' | 'quoted' | 'signature'; text: string }[];
  html: string | null;
  inline: Record<string, Id>;
  /** Files that the desk does not take; they lie in the original. */
  refused: { name: string; size: number; key: string }[];
  reply_to: MailAddress[];
  date: Time | null;
  message_id: string | null;
  authentication: Authentication | null;
}

export interface MailView {
  id: Id;
  contents: MailContents | null;
  size: number;
  at: Time;
}

export interface MailServer {
  host: string;
  port: number;
  security: 'tls' | 'starttls' | 'none';
  user: string;
}

export interface MailOAuth {
  provider: 'google' | 'microsoft' | 'other';
  client_id: string;
  token_url: string;
  /** Where an owner consents; empty: nowhere. */
  authorize_url: string;
  scope: string;
}

export interface Mailbox extends Entity {
  shop_id: Id;
  name: string;
  /** The first is written from. */
  addresses: string[];
  imap: MailServer | null;
  folders: string[];
  smtp: MailServer | null;
  oauth: MailOAuth | null;
  signed_replies: boolean;
  trusted_servers: string[];
  signatures: Record<string, string>;
  acknowledgement: {
    on: boolean;
    open: Record<string, string>;
    closed: Record<string, string>;
  };
  since: Time | null;
  active: boolean;
  state: 'new' | 'well' | 'failing' | 'off';
  /** In a row. */
  failures: number;
  trouble: { step: TrialStep['side']; key: string; detail: string; text: string } | null;
  trouble_at: Time | null;
  retry_at: Time | null;
  seen_at: Time | null;
  created_at: Time;
}

export interface TrialStep {
  side: 'receive' | 'send' | 'deliver';
  step: 'name' | 'connect' | 'tls' | 'sign_in' | 'folders' | 'idle' | 'send' | 'arrive';
  ok: boolean;
  text: string;
  detail: string;
}

export interface LoggedMail {
  id: Id;
  folder: string;
  state: 'fetched' | 'received' | 'again' | 'report' | 'refused' | 'broken';
  reason: string | null;
  size: number;
  conversation_id: Id | null;
  at: Time;
}
