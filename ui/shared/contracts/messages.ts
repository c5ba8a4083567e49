// What is said in a conversation, and what is being written.

import type { MailMark, MailWishes } from '../mail';
import type { Entity, Id, Time } from './basics';
import type { AuthorKind, MessageKind } from './conversations';

export interface Author {
  kind: AuthorKind;
  id: Id | null;
  name: string;
}

export interface Attachment {
  id: Id;
  name: string;
  content_type: string;
  size: number;
  width: number | null;
  height: number | null;
}

export interface Quote {
  seq: number;
  author_name: string;
  preview: string;
}

export interface SystemLine {
  key: string;
  params: Record<string, string | number | null>;
}

export interface Message extends Entity {
  conversation_id: Id;
  seq: number;
  at: Time;
  author: Author;
  kind: MessageKind;
  body: string;
  attachments: Attachment[];
  choices: string[];
  chosen: number | null;
  line: SystemLine | null;
  quote: Quote | null;
  client_id: string | null;
  redacted_at: Time | null;
  /** What it is as a mail; null for all else. */
  mail: MailMark | null;
}

export interface Draft extends Entity {
  conversation_id: Id;
  person_id: Id;
  kind: 'text' | 'note' | 'choice';
  body: string;
  attachments: Attachment[];
  quote_seq: number | null;
  mail: MailWishes | null;
  choices: string[];
  updated_at: Time;
}
