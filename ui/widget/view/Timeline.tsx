// The conversation from its beginning to what still waits, and where the eye stands in it.

import type { Message, Place } from '../contract.ts';
import { signal } from '../state/signal.ts';
import { pick } from '../text/pick.ts';
import { day, sameDay } from '../text/time.ts';
import { Body, bubble, Mark, Row, Waiting } from './Bubble.tsx';
import { Closed } from './Header.tsx';
import { Icon } from './Icon.tsx';
import { Rating } from './Rating.tsx';
import { room, t } from './room.ts';

/** So near to the end, in px, the eye is on the newest line and follows it. */
const NEAR = 60;
/** Lines of one author within this time stand together. */
const TOGETHER_MS = 300_000;

const away = signal(false);
let log: HTMLElement | null = null;
let oldest = 0;
let height = 0;
let written = 0;

function looked(): void {
  if (!log) return;
  // Something grew under an eye that follows: it goes on following.
  if (!away.value && log.scrollHeight !== height) {
    settle();
  } else {
    away.value = log.scrollHeight - log.scrollTop - log.clientHeight > NEAR;
    more();
  }
}

const more = () => {
  if (log && room.open.value && log.scrollTop < 200) void room.talk.older();
};

const down = () => {
  away.value = false;
  settle();
};

/** After each drawing: keep the eye on the line it was on, or on the newest. */
export function settle(): void {
  const { messages, outgoing } = room.talk.state.value;
  const first = messages[0]?.id ?? 0;
  // What one writes oneself is always looked at.
  if (outgoing.length > written) away.value = false;
  written = outgoing.length;
  if (log) {
    if (!away.value) log.scrollTop = log.scrollHeight;
    else if (first < oldest) log.scrollTop += log.scrollHeight - height;
    height = log.scrollHeight;
  }
  oldest = first;
  more();
  room.talk.looking.value = room.open.value && !away.value && !document.hidden;
}

// The keyboard came, a picture grew, the window turned.
const watcher = new ResizeObserver(settle);

/** Which place in the queue, and how long that is likely to take where it can be told. */
function Queue({ place: { position, estimated_wait_s: wait } }: { place: Place }) {
  const where = position > 1 ? t('queue', { n: position - 1 }) : t('queue_next');
  const minutes = wait && Math.ceil(wait / 60);
  return (
    <p class="line" role="status">
      {where} {minutes && t('queue_wait', { n: minutes })}
    </p>
  );
}

export function Timeline() {
  const { shop, talk, texts } = room;
  const { messages, outgoing, chat } = talk.state.value;
  const last = messages.findLast(({ author }) => author.kind === 'customer');
  const newest = messages.findLast(({ kind }) => kind !== 'line');
  const answered = last !== newest || chat?.state === 'resolved';
  const wait = answered ? null : shop.value.estimated_wait_s;
  return (
    <div class="timeline">
      <div
        class="log"
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        aria-label={t('messages')}
        aria-busy={talk.history.value === 'loading'}
        ref={element => {
          log = element;
          if (element) watcher.observe(element);
        }}
        onScroll={looked}
      >
        {/* Laid over, not in between: what is being read must not move. */}
        {talk.history.value === 'loading' && <p class="line loading">{t('older')}</p>}
        {talk.history.value === 'start' && <Greeting />}
        {messages.map((message, at) => {
          const before = messages[at - 1];
          const turned = !before || !sameDay(before.at, message.at);
          const first = turned || !together(before, message);
          return [
            turned && (
              <p class="line" key={message.at}>
                {day(message.at, texts.locale.value, new Date())}
              </p>
            ),
            message.kind === 'line' ? line(message) : bubble(message, first),
            message === last && !outgoing[0] && (
              <Mark
                key="mark"
                name={chat && chat.agent_read_seq >= message.seq ? 'read' : 'delivered'}
              />
            ),
          ];
        })}
        {outgoing.map((line, at) => (
          <Waiting
            key={line.client_id}
            line={line}
            first={!at && messages.at(-1) !== last}
            newest={at === outgoing.length - 1}
          />
        ))}
        {!answered && !room.opens() && talk.place.value ? (
          <Queue place={talk.place.value} />
        ) : (
          wait != null && (
            <p class="line">{t(wait < 60 ? 'wait_soon' : 'wait', { n: Math.round(wait / 60) })}</p>
          )
        )}
        {(!last || !answered || outgoing[0]) && <Closed brief={!!last || !!outgoing[0]} />}
        <Rating />
        {talk.typing.value !== null && (
          <p class="typing">
            <span class="hush">
              {t('typing', { name: talk.typing.value || room.shop.value.name })}
            </span>
            <i />
            <i />
            <i />
          </p>
        )}
      </div>
      {away.value && (
        <button type="button" class="newest" onClick={down}>
          {talk.unread() > 0 && t('unread', { n: talk.unread() })}
          <span class="hush">{t('newest')}</span>
          <Icon name="down" />
        </button>
      )}
    </div>
  );
}

const together = (before: Message, message: Message): boolean =>
  before.kind !== 'line' &&
  before.author.kind === message.author.kind &&
  before.author.name === message.author.name &&
  Date.parse(message.at) - Date.parse(before.at) < TOGETHER_MS;

function Greeting() {
  const { talk, texts, shop } = room;
  const { name, widget, locale: home } = shop.value;
  const { messages, outgoing } = talk.state.value;
  const mute = !outgoing[0] && !messages.some(({ author }) => author.kind === 'customer');
  const own = (text: Parameters<typeof pick>[0]) => pick(text, texts.locale.value, home);
  return (
    <>
      <Row first name={name}>
        <div class="bubble">
          <Body text={own(widget.greeting) ?? t('greeting')} />
        </div>
      </Row>
      {mute && (
        // biome-ignore lint/a11y/useSemanticElements: a list of questions, not a form's part.
        <div class="choices" role="group" aria-label={t('quick')}>
          {widget.questions.map(own).map(
            text =>
              text && (
                <button type="button" onClick={() => talk.say(text, [])}>
                  {text}
                </button>
              ),
          )}
        </div>
      )}
    </>
  );
}

/** What the desk notes in the conversation, as far as it concerns its customer. */
function line({ id, line }: Message) {
  const key = line?.key;
  return (
    (key === 'resolved' || key === 'reopened') && (
      <p class="line" key={id}>
        {t(`line_${key}`)}
      </p>
    )
  );
}
