// One message: the customer's on the left, ours on the right, notes on yellow paper.

import { Avatar } from '@shared/components/avatar';
import { IconButton } from '@shared/components/button';
import {
  BanIcon,
  CardIcon,
  CheckIcon,
  ChecksIcon,
  FileIcon,
  LockIcon,
  QuoteIcon,
} from '@shared/components/icons';
import type { Attachment, Conversation, Id, Message, Quote } from '@shared/contracts';
import { sizeText } from '@shared/i18n/time';
import { orderCard } from '@shared/order_card';
import type { ComponentChildren } from 'preact';
import { composerFocus } from '../composer/focus';
import { lazily } from '../lazily';
import { promisedIn } from '../promises/by_message';
import { drafts } from '../state/live';
import { http, me, zone } from '../state/session';
import { called, customers } from '../state/store';
import { locale, t, times } from '../state/texts';
import { isPicture } from './layout';
import './message.css';
import { redacting } from './redact_state';
import { Words } from './words';

const MailContent = lazily(
  () => import('../mail/content').then(found => found.MailContent),
  ({ children }) => children,
);
const MailReach = lazily(() => import('../mail/reach').then(found => found.MailReach));
const NumberHidden = lazily(() => import('../vault/hidden').then(found => found.NumberHidden));
const PromiseMarks = lazily(() => import('../promises/mark').then(found => found.PromiseMarks));

/** What the desk has put in place of an identity number: customers/vault/rules/masks.py. */
const MASKED = /•{6,}/;

export interface MessageProps {
  message: Message;
  conversation: Conversation;
  /** First and last of a group of one voice. */
  opens: boolean;
  closes: boolean;
  /** Whether what can be done with it is drawn yet. */
  tools: boolean;
  onPicture: (picture: Attachment) => void;
  onQuote: (seq: number) => void;
}

export function MessageView({
  message,
  conversation,
  opens,
  closes,
  tools,
  onPicture,
  onQuote,
}: MessageProps) {
  const { author, kind, redacted_at } = message;
  const theirs = author.kind === 'customer';
  const note = kind === 'note';
  const side = theirs ? 'customer' : 'agent';
  const promised = promisedIn(message);
  const language = theirs ? customerLanguage(conversation) : conversation.language;
  return (
    <article
      class={`message message-${side}${note ? ' message-note' : ''}${opens ? ' opens' : ''}${message.mail ? ' message-mail' : ''}`}
      data-seq={message.seq}
    >
      {opens && <Byline message={message} note={note} customer={conversation.customer_id} />}
      <div class="message-line">
        <div class={`bubble${redacted_at ? ' bubble-redacted' : ''}`}>
          {redacted_at ? (
            <span class="redacted">
              <BanIcon size={13} /> {t('redacted')}
            </span>
          ) : (
            <InMail message={message} conversation={conversation} language={language}>
              <Content
                message={message}
                language={language}
                onPicture={onPicture}
                onQuote={onQuote}
              />
            </InMail>
          )}
        </div>
        {tools && !redacted_at && <Tools message={message} />}
      </div>
      {promised.length > 0 && <PromiseMarks promises={promised} />}
      {theirs && MASKED.test(message.body) && <NumberHidden conversation={conversation.id} />}
      {(closes || message.mail) && <Mark message={message} conversation={conversation} />}
    </article>
  );
}

interface InMailProps {
  message: Message;
  conversation: Conversation;
  language: string | null;
  children: ComponentChildren;
}

/** What a message holds, and around it what it is as a mail. */
function InMail({ message, conversation, language, children }: InMailProps) {
  const { mail } = message;
  if (!mail) return <>{children}</>;
  return (
    <MailContent message={message} mail={mail} language={language} subject={conversation.subject}>
      {children}
    </MailContent>
  );
}

function customerLanguage(conversation: Conversation): string | null {
  return conversation.language ?? customers.peek(conversation.customer_id)?.locale ?? null;
}

interface BylineProps {
  message: Message;
  note: boolean;
  customer: Id;
}

function Byline({ message: { author }, note, customer }: BylineProps) {
  const mine = author.kind === 'agent' && author.id === me.value?.id;
  // The customer's name as it is now: they may have written before anybody knew it.
  const name = author.kind === 'customer' ? called(customer)?.name : author.name;
  return (
    <p class="byline">
      {author.kind !== 'customer' && !mine && (
        <Avatar name={author.name || '·'} seed={author.id ?? 0} size={18} round={false} />
      )}
      <bdi>{mine ? t('me') : name || t('desk.itself')}</bdi>
      {author.kind === 'bot' && <span class="byline-bot">{t('bot')}</span>}
      {note && (
        <span class="byline-note">
          <LockIcon size={12} />
          {t('note.only')}
        </span>
      )}
    </p>
  );
}

interface ContentProps {
  message: Pick<Message, 'body' | 'attachments' | 'choices' | 'chosen' | 'quote' | 'kind'> &
    Partial<Pick<Message, 'author'>>;
  language: string | null;
  onPicture?: (picture: Attachment) => void;
  onQuote?: (seq: number) => void;
}

/** What a message holds: also drawn for a line that is still on its way. */
export function Content({ message, language, onPicture, onQuote }: ContentProps) {
  const images = message.attachments.filter(isPicture);
  const files = message.attachments.filter(attachment => !isPicture(attachment));
  return (
    <>
      {message.quote && <QuoteView quote={message.quote} onOpen={onQuote} />}
      {message.body && <Said message={message} lang={language} />}
      {message.kind === 'choice' && <Card choices={message.choices} chosen={message.chosen} />}
      {images.length > 0 && (
        <div class="pictures">
          {images.map(image => (
            <Picture key={image.id} image={image} onOpen={onPicture} />
          ))}
        </div>
      )}
      {files.map(file =>
        IS_MAIL.test(file.name) ? (
          <EnclosedMail key={file.id} file={file} />
        ) : file.content_type === 'application/pdf' ? (
          <Paper key={file.id} file={file} />
        ) : (
          <FileCard key={file.id} file={file} />
        ),
      )}
    </>
  );
}

const IS_MAIL = /\.eml(?:\.txt)?$/i;
const Paper = lazily(
  () => import('./paper').then(found => found.Paper),
  ({ file }) => <FileCard file={file} />,
);
const EnclosedMail = lazily(
  () => import('../mail/enclosed').then(found => found.EnclosedMail),
  ({ file }) => <FileCard file={file} />,
);

function FileCard({ file }: { file: Attachment }) {
  return (
    <a class="file-card" href={http.url(`/attachments/${file.id}`)} download={file.name}>
      <FileIcon size={20} />
      <span>
        <bdi>{file.name}</bdi>
        <small>{sizeText(file.size, locale.value)}</small>
      </span>
    </a>
  );
}

/** The words of a message; an order's card where the shop sent one. */
function Said({ message, lang }: { message: ContentProps['message']; lang: string | null }) {
  const card = message.author?.kind === 'customer' ? null : orderCard(message.body);
  if (!card) return <Words text={message.body} lang={lang} />;
  return (
    <a
      class="order-sent"
      href={card.href}
      target="_blank"
      rel="noopener noreferrer"
      lang={lang ?? undefined}
    >
      <b>{card.title}</b>
      <span>{card.lines.join('\n')}</span>
    </a>
  );
}

function QuoteView({ quote, onOpen }: { quote: Quote; onOpen?: (seq: number) => void }) {
  return (
    <button type="button" class="quote" onClick={() => onOpen?.(quote.seq)} title={t('quote.open')}>
      <b>
        <bdi>{quote.author_name}</bdi>
      </b>
      <span dir="auto">{quote.preview}</span>
    </button>
  );
}

function Card({ choices, chosen }: { choices: readonly string[]; chosen: number | null }) {
  return (
    <div class="choice-card">
      <p>
        <CardIcon size={13} />
        {t(chosen === null ? 'card.waits' : 'card.chosen')}
      </p>
      <ol>
        {choices.map((choice, index) => (
          <li key={index} class={index === chosen ? 'is-chosen' : ''}>
            <span dir="auto">{choice}</span>
            {index === chosen && <CheckIcon size={14} label={t('card.chosen')} />}
          </li>
        ))}
      </ol>
    </div>
  );
}

const MOST_WIDE = 280;
const MOST_HIGH = 240;

/** The place a picture takes, kept before it has come, so that nothing jumps. */
function pictureSize(image: Pick<Attachment, 'width' | 'height'>): {
  width: number;
  height: number;
} {
  const width = image.width ?? MOST_WIDE;
  const height = image.height ?? 180;
  const scale = Math.min(1, MOST_WIDE / width, MOST_HIGH / height);
  return {
    width: Math.max(48, Math.round(width * scale)),
    height: Math.max(48, Math.round(height * scale)),
  };
}

function Picture({ image, onOpen }: { image: Attachment; onOpen?: (image: Attachment) => void }) {
  const { width, height } = pictureSize(image);
  return (
    <button
      type="button"
      class="picture"
      aria-label={t('picture.open', { name: image.name })}
      onClick={() => onOpen?.(image)}
    >
      <img
        src={http.url(`/attachments/${image.id}/thumbnail`)}
        alt={image.name}
        width={width}
        height={height}
        loading="lazy"
        decoding="async"
      />
    </button>
  );
}

function Tools({ message }: { message: Message }) {
  const mayRedact = me.value?.role !== 'agent';
  return (
    <span class="message-tools">
      <IconButton
        icon={QuoteIcon}
        size={14}
        label={t('quote')}
        onClick={() => {
          drafts.edit(message.conversation_id, { quote_seq: message.seq });
          composerFocus();
        }}
      />
      {mayRedact && (
        <IconButton
          icon={BanIcon}
          size={14}
          label={t('redact')}
          onClick={() => {
            redacting.value = message;
          }}
        />
      )}
    </span>
  );
}

function Mark({ message, conversation }: { message: Message; conversation: Conversation }) {
  const at = times(zone());
  const ours = message.author.kind !== 'customer' && message.kind !== 'note';
  return (
    <p class="message-mark">
      <time dateTime={message.at} title={at.full(message.at)}>
        {at.time(message.at)}
      </time>
      {ours &&
        (message.mail ? (
          <MailReach message={message} mail={message.mail} />
        ) : (
          <Reach seq={message.seq} conversation={conversation} />
        ))}
    </p>
  );
}

function Reach({ seq, conversation }: { seq: number; conversation: Conversation }) {
  if (seq <= conversation.customer_read_seq) {
    return (
      <span class="reach reach-read">
        <ChecksIcon size={15} />
        {t('mark.read')}
      </span>
    );
  }
  const arrived = seq <= conversation.customer_delivered_seq;
  return (
    <span class="reach" title={t(arrived ? 'mark.delivered' : 'mark.sent')}>
      {arrived ? (
        <ChecksIcon size={15} label={t('mark.delivered')} />
      ) : (
        <CheckIcon size={13} label={t('mark.sent')} />
      )}
    </span>
  );
}
