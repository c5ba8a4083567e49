// The timeline: what was said, by whom and when. It keeps its place while older messages come in
// above and newer ones below, and follows the talk only when its end is in sight.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { DownIcon } from '@shared/components/icons';
import { Bar } from '@shared/components/skeleton';
import type { Attachment, Conversation, Id } from '@shared/contracts';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import { Dots, isUnread } from '../inbox/row';
import { lazily } from '../lazily';
import { connection, outbox, tellRead } from '../state/live';
import { typingCustomer } from '../state/presence';
import { zone } from '../state/session';
import { t, times } from '../state/texts';
import { around, ensure, newer, newest, older, timeline } from '../state/timelines';
import { layOut, pictures } from './layout';
import { SystemLine } from './line';
import { MessageView } from './message';
import { PendingLine } from './pending';

const Viewer = lazily(() => import('./viewer').then(found => found.Viewer));

/** Pixels from the end within which the end counts as in sight. */
const NEAR = 48;
/** Pixels of what is older left above the window when more of it is asked for. */
const REACH = 400;
/** Messages drawn at once: a window's height. The rest, and each one's tools, follow in a breath. */
const AT_ONCE = 18;
const BREATH = 120;
/** Where each conversation was left, as pixels above its end. */
const places = new Map<Id, number>();

export function TimelineView({
  conversation,
  seq,
}: {
  conversation: Conversation;
  seq: number | null;
}) {
  const { id } = conversation;
  const shown = timeline(id).value;
  const lines = shown.atEnd ? outbox.of(id) : [];
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const [atFoot, setAtFoot] = useState(true);
  const [picture, setPicture] = useState<Attachment | null>(null);
  const [newFrom] = useState(() => firstUnread(conversation));
  const formats = times(zone());
  const whole = useWholeSoon(seq !== null || (places.get(id) ?? 0) > 0);
  const items = useMemo(
    () => layOut(whole ? shown.messages : shown.messages.slice(-AT_ONCE), formats.dayKey, newFrom),
    [shown.messages, formats, newFrom, whole],
  );

  useKeepPlace(id, box, inner, shown.messages.at(-1)?.seq ?? 0, lines.length);
  useJump(box, seq, shown.messages.length);
  useRead(conversation, atFoot && shown.atEnd && connection.value === 'live');
  // A screen so tall that what is there leaves nothing to scroll.
  useEffect(() => {
    const element = box.current;
    const above = element && element.scrollHeight - element.clientHeight;
    if (whole && !shown.atStart && above !== null && above < REACH) void older(id);
  }, [whole, shown.messages]);

  if (shown.state !== 'ready' && !shown.messages.length) {
    return shown.state === 'failed' ? <Failed id={id} /> : <Skeleton />;
  }

  const scrolled = () => {
    const element = box.current;
    if (!element) return;
    const above = -element.scrollTop; // column-reverse: 0 at the end, negative above it
    places.set(id, above);
    setAtFoot(above < NEAR);
    if (element.scrollHeight - element.clientHeight - above < REACH) void older(id);
    if (above < 200 && !shown.atEnd) void newer(id);
  };

  return (
    <div class="timeline-frame">
      <section
        class="timeline"
        ref={box}
        onScroll={scrolled}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable
        tabIndex={0}
        aria-label={t('timeline')}
      >
        <div
          class="timeline-inner"
          ref={inner}
          role="log"
          aria-live="polite"
          aria-relevant="additions"
        >
          {whole && !shown.atStart && <Skeletons count={2} />}
          {items.map(item => {
            if (item.kind === 'day') {
              return (
                <h2 key={item.key} class="day-mark">
                  <span>{formats.day(item.at, now.peek())}</span>
                </h2>
              );
            }
            if (item.kind === 'new') {
              return (
                <div key={item.key} class="new-mark">
                  <span>{t('timeline.new')}</span>
                </div>
              );
            }
            if (item.message.kind === 'line') {
              return <SystemLine key={item.key} message={item.message} />;
            }
            return (
              <MessageView
                key={item.key}
                message={item.message}
                conversation={conversation}
                opens={item.opens}
                tools={whole}
                closes={item.closes}
                onPicture={setPicture}
                onQuote={quoted => void around(id, quoted).then(() => jump(box.current, quoted))}
              />
            );
          })}
          {lines.map(line => (
            <PendingLine key={line.client_id} line={line} />
          ))}
          {/* Out of sight it would only push what is being read. */}
          {atFoot && <Typing id={id} />}
        </div>
      </section>
      {(!atFoot || !shown.atEnd) && (
        <div class="timeline-foot">
          <Button
            icon={DownIcon}
            onClick={() => {
              void (shown.atEnd ? Promise.resolve() : newest(id)).then(() => {
                box.current?.scrollTo({ top: 0 });
              });
            }}
          >
            {t(isUnread(conversation) ? 'timeline.toNew' : 'timeline.toEnd')}
          </Button>
        </div>
      )}
      {picture && (
        <Viewer
          pictures={pictures(shown.messages)}
          start={picture.id}
          onClose={() => setPicture(null)}
        />
      )}
    </div>
  );
}

/** False at first, while only what fits the window is drawn, unless all is needed at once. */
function useWholeSoon(atOnce: boolean): boolean {
  const [whole, setWhole] = useState(atOnce);
  useEffect(() => {
    const timer = setTimeout(() => setWhole(true), BREATH);
    return () => clearTimeout(timer);
  }, []);
  return whole;
}

function firstUnread(conversation: Conversation): number | null {
  const { agent_read_seq: read } = conversation;
  return isUnread(conversation) && read > 0 ? read + 1 : null;
}

/** Keep what the reader looks at where it is: on coming back, and when the talk goes on below. */
function useKeepPlace(
  id: Id,
  box: { current: HTMLElement | null },
  inner: { current: HTMLElement | null },
  lastSeq: number,
  pending: number,
): void {
  const before = useRef({ lastSeq: 0, pending: 0, height: 0 });
  useLayoutEffect(() => {
    const element = box.current;
    if (!element || !inner.current) return;
    const height = inner.current.offsetHeight;
    const was = before.current;
    if (!was.lastSeq && lastSeq) {
      element.scrollTop = -(places.get(id) ?? 0);
    } else if (pending > was.pending) {
      element.scrollTop = 0; // one's own words are always brought into sight
    } else if (lastSeq > was.lastSeq && -element.scrollTop >= NEAR) {
      element.scrollTop -= height - was.height;
    }
    before.current = { lastSeq, pending, height };
  });
}

function useJump(box: { current: HTMLElement | null }, seq: number | null, loaded: number): void {
  const done = useRef<number | null>(null);
  useLayoutEffect(() => {
    if (seq === null || done.current === seq) return;
    if (jump(box.current, seq)) done.current = seq;
  }, [seq, loaded]);
}

/** Bring a message into the middle and let it glow once; false if it is not drawn. */
function jump(box: HTMLElement | null, seq: number): boolean {
  const target = box?.querySelector<HTMLElement>(`[data-seq="${seq}"]`);
  if (!target) return false;
  target.scrollIntoView({ block: 'center' });
  target.classList.remove('is-found');
  void target.offsetWidth; // restarts the animation
  target.classList.add('is-found');
  return true;
}

/** Tell the server what was read: only while it hears, the page is looked at and the end in sight. */
function useRead({ id, message_count, agent_read_seq }: Conversation, inSight: boolean): void {
  useEffect(() => {
    if (!inSight || agent_read_seq >= message_count) return;
    const tell = () => {
      if (document.hasFocus()) tellRead(id, message_count);
    };
    const timer = setTimeout(tell, 400);
    addEventListener('focus', tell);
    return () => {
      clearTimeout(timer);
      removeEventListener('focus', tell);
    };
  }, [id, message_count, agent_read_seq, inSight]);
}

function Typing({ id }: { id: Id }) {
  const who = typingCustomer(id);
  if (!who) return null;
  return (
    <div class="message message-customer">
      <span class="bubble bubble-typing">
        <Dots />
        <span class="visually-hidden">{t('typing')}</span>
      </span>
    </div>
  );
}

function Skeletons({ count }: { count: number }) {
  return (
    <>
      {Array.from({ length: count }, (_, index) => (
        <div
          key={index}
          class={`message ${index % 3 === 1 ? 'message-agent' : 'message-customer'}`}
          aria-hidden="true"
        >
          <span class="bubble">
            <Bar width={`${120 + ((index * 83) % 160)}px`} />
          </span>
        </div>
      ))}
    </>
  );
}

function Skeleton() {
  return (
    <div class="timeline-frame" aria-busy="true">
      <div class="timeline">
        <div class="timeline-inner">
          <Skeletons count={5} />
        </div>
      </div>
    </div>
  );
}

function Failed({ id }: { id: Id }) {
  return (
    <div class="timeline-frame">
      <div class="blank">
        <h2>{t('timeline.failed')}</h2>
        <Button onClick={() => void ensure(id)}>{t('again')}</Button>
      </div>
    </div>
  );
}
