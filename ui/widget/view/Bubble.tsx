// One line of the conversation. What it says is only ever text: no markup of a message is rendered.

import { linkify } from '@shared/linkify.ts';
import { orderCard } from '@shared/order_card.ts';
import type { ComponentChildren, VNode } from 'preact';
import type { Attachment, Message } from '../contract.ts';
import type { Outgoing } from '../state/conversation.ts';
import type { Parcel } from '../state/parcels.ts';
import { clock } from '../text/time.ts';
import { Icon } from './Icon.tsx';
import { room, t } from './room.ts';

/** Text with its addresses made links. */
export const Body = ({ text }: { text: string }) => (
  <p dir="auto">
    {linkify(text).map(piece =>
      typeof piece === 'string' ? (
        piece
      ) : (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
          {piece.text}
        </a>
      ),
    )}
  </p>
);

/** What the shop says: an order's card where it is one. */
function Told({ text }: { text: string }) {
  const card = orderCard(text);
  if (!card) return <Body text={text} />;
  return (
    <a class="order" href={card.href} target="_blank" rel="noopener">
      <b>{card.title}</b>
      {card.lines.join('\n')}
    </a>
  );
}

interface RowProps {
  own?: boolean;
  /** The first line of its author: named, and set off from the others. */
  first: boolean;
  name: string;
  at?: string;
  children: ComponentChildren;
}

export const Row = ({ own, first, name, at, children }: RowProps) => (
  <div class={`row ${own ? 'own' : 'theirs'} ${first ? 'first' : ''}`}>
    <span class={first && !own ? 'name' : 'hush'}>{name}</span>
    {children}
    {at && <time dateTime={at}>{clock(at, room.texts.locale.value)}</time>}
  </div>
);

const drawn = new WeakMap<Message, { like: string; row: VNode }>();

/** The row of a stored message; the same one again, which Preact then skips, where nothing changed. */
export function bubble(message: Message, first: boolean): VNode {
  const like = room.texts.locale.value + first;
  const kept = drawn.get(message);
  if (kept?.like === like) return kept.row;
  const row = <Bubble key={message.client_id ?? message.id} message={message} first={first} />;
  // Pictures arrive and cards are tapped without the message changing.
  if (!message.attachments[0] && message.kind === 'text') drawn.set(message, { like, row });
  return row;
}

function Bubble({ message, first }: { message: Message; first: boolean }) {
  const { author, quote, body, attachments, kind, redacted_at, at } = message;
  const own = author.kind === 'customer';
  const quoted = room.talk.state.value.messages.find(
    ({ seq, conversation_id: talk }) => seq === quote?.seq && talk === message.conversation_id,
  );
  return (
    <Row
      own={own}
      first={first}
      name={own ? t('you') : author.name || room.shop.value.name}
      at={at}
    >
      {redacted_at ? (
        <p class="bubble gone">{t('redacted')}</p>
      ) : (
        <>
          {(body || quote) && (
            <div class="bubble">
              {quote && (
                <blockquote dir="auto">
                  <b>{quoted?.author.kind === 'customer' ? t('you') : quote.author_name}</b>
                  {quote.preview}
                </blockquote>
              )}
              {own ? <Body text={body} /> : <Told text={body} />}
            </div>
          )}
          {attachments.map(file => attached(file, true))}
          {kind === 'choice' && <Choices card={message} />}
        </>
      )}
    </Row>
  );
}

function Choices({ card }: { card: Message }) {
  const { chat, outgoing } = room.talk.state.value;
  // A former talk's card is not answered any more.
  const asked = card.conversation_id === chat?.id;
  const pending = outgoing.find(
    ({ choose, problem }) => asked && choose?.seq === card.seq && !problem,
  );
  const chosen = card.chosen ?? pending?.choose?.index;
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a column of cards.
    <div class="choices" role="group" aria-label={t('choices')}>
      {card.choices.map((text, index) => (
        <button
          type="button"
          aria-pressed={index === chosen}
          disabled={!asked || chosen !== undefined}
          onClick={() => room.talk.choose(card, index)}
        >
          <b>{index + 1}</b>
          {text}
        </button>
      ))}
    </div>
  );
}

/** Bytes as a person reads them. */
function weight(bytes: number): string {
  const [unit, size] = bytes < 1e6 ? ['kilobyte', 1e3] : ['megabyte', 1e6];
  const options = { style: 'unit', unit: unit as string, maximumFractionDigits: 1 } as const;
  const { value } = room.texts.locale;
  return new Intl.NumberFormat(value, options).format(bytes / (size as number));
}

/** The most that a picture takes of the window, px. */
const WIDEST = 220;
const HIGHEST = 240;

/** A picture, or the name of a file. The desk gives it out once its line is `stored`. */
function attached(
  { id, name, content_type, size, width, height }: Attachment,
  stored?: boolean,
): VNode {
  const picture = content_type.startsWith('image/');
  const [wide, high] = [width ?? WIDEST, height ?? WIDEST];
  const scale = Math.min(1, WIDEST / wide, HIGHEST / high);
  // Papers wait until they are pressed: what nobody opens need not come.
  const url = room.talk.file(id, stored && picture);
  const pressed = async () => {
    const address = await room.talk.fetched(id);
    if (picture && address) room.picture.value = { url: address, name };
    else if (address)
      Object.assign(document.createElement('a'), { href: address, download: name }).click();
  };
  return (
    <button type="button" class={picture ? 'photo' : 'paper'} onClick={() => void pressed()}>
      {picture ? (
        // The place is kept before the picture is there, so that nothing jumps.
        <img alt={name} src={url || undefined} width={wide * scale} height={high * scale} />
      ) : (
        <>
          <Icon name="file" />
          <span>{name}</span>
          <small>{weight(size)}</small>
        </>
      )}
      {url === false && <small class="bad">{t('file_failed')}</small>}
    </button>
  );
}

/** A file on its way: what it is, and how far it has come. */
export const OnItsWay = ({
  parcel,
  children,
}: {
  parcel: Parcel;
  children?: ComponentChildren;
}) => (
  <div class="parcel">
    {parcel.url ? (
      <img src={parcel.url} alt={parcel.file.name} />
    ) : (
      <>
        <Icon name="file" />
        <span>{parcel.file.name}</span>
      </>
    )}
    {!parcel.done && !parcel.problem && (
      <progress value={parcel.share} aria-label={parcel.file.name} />
    )}
    {children}
  </div>
);

interface WaitingProps {
  line: Outgoing;
  first: boolean;
  /** Only the last one says how it stands; the others stand no better. */
  newest: boolean;
}

/** A line the desk does not have yet. */
export function Waiting({ line, first, newest }: WaitingProps) {
  const { talk } = room;
  const { client_id, body, attachments, uploading, problem } = line;
  return (
    <Row own first={first} name={t('you')}>
      {body && (
        <div class={`bubble ${problem ? 'failed' : 'waiting'}`}>
          <Body text={body} />
        </div>
      )}
      {attachments.map(file => attached(file))}
      {uploading.map(id => {
        const parcel = talk.parcels.find(id);
        return parcel && <OnItsWay parcel={parcel} />;
      })}
      {problem ? (
        <div class="problem" role="alert">
          <b>{problem.title || t('failed')}</b>
          <p>{problem.title ? problem.detail : t(problem.key as 'too_long')}</p>
          <button type="button" onClick={() => talk.again(client_id)}>
            {t('again')}
          </button>
          <button type="button" onClick={() => talk.drop(client_id)}>
            {t('discard')}
          </button>
        </div>
      ) : (
        newest && <Mark name={talk.state.value.flying === client_id ? 'sent' : 'waiting'} />
      )}
    </Row>
  );
}

/** How far a line of the customer has come. */
export const Mark = ({ name }: { name: 'waiting' | 'sent' | 'delivered' | 'read' }) => (
  <span class={`mark ${name}`}>
    <Icon name={name === 'delivered' ? 'read' : name} />
    {t(name)}
  </span>
);
