// The corner itself: calls that ring, the one that is on, the one to be wrapped up, the missed.

import { now } from '@shared/clock';
import { Button, IconButton } from '@shared/components/button';
import { icon, PhoneIcon } from '@shared/components/icons';
import { useEffect, useState } from 'preact/hooks';
import { lazily } from '../lazily';
import { go, pathTo } from '../state/router';
import { me } from '../state/session';
import { conversations, presences } from '../state/store';
import { busy, comeIn, leave, take } from './acts';
import { asked, caller, current, missed, ringing, ringsOf, toWrapUp, turn } from './calls';
import type { Call } from './contracts';
import { callsOut, checking, dialling, unchecked } from './doors';
import { nameOf } from './guests';
import { MicIcon } from './icons';
import './phone.css';
import { say, wordsReady } from './texts';

const OnCall = lazily(() => import('./on_call').then(found => found.OnCall));
const WrapUpForm = lazily(() => import('./wrap_up').then(found => found.WrapUpForm));
const Missed = lazily(() => import('./missed').then(found => found.Missed));
const Dial = lazily(() => import('./dial').then(found => found.Dial));
const Due = lazily(() => import('./due').then(found => found.Due));
const Known = lazily(() => import('./known').then(found => found.Known));
const Check = lazily(() => import('./check').then(found => found.Check));

export const KeysIcon = /* @__PURE__ */ icon(
  'M3.7 4h.6M7.7 4h.6M11.7 4h.6M3.7 8h.6M7.7 8h.6M11.7 8h.6M7.7 12h.6',
);

export function Panel() {
  const [open, setOpen] = useState(false);
  useEffect(() => {
    OnCall.preload(); // taking a call must not wait for it
  }, []);
  if (!wordsReady()) return null;
  const on = current.value;
  const wrapping = toWrapUp.value;
  const waiting = missed.value.length;
  // The newest lies farthest from the edge they hang on: it moves none that is being answered.
  const calling = [...ringing.value].reverse();
  const settling = useSettling([...asked.value, ...calling].map(call => call.id).join());
  return (
    <section class="phone" aria-label={say('phone')}>
      <div class={`phone-cards${settling ? ' is-settling' : ''}`} aria-live="assertive">
        {!on && asked.value.map(call => <Asked key={call.id} call={call} />)}
        {!on && calling.map(call => <Ringing key={call.id} call={call} />)}
        {on && <OnCall key={on.id} call={on} />}
        {!on && !wrapping && isThere() && turn.value && (
          <Due key={turn.value.id} call={turn.value} />
        )}
        {!on && wrapping && <WrapUpForm key={wrapping.id} call={wrapping} />}
        {!on && !ringing.value.length && checking.value && <Check />}
      </div>
      {!on && (
        <div class="phone-corners">
          {unchecked.value && !checking.value && (
            <span class="phone-corner is-unchecked">
              <IconButton
                icon={MicIcon}
                label={say('check')}
                onClick={() => {
                  checking.value = true;
                }}
              />
              <i aria-hidden="true" />
            </span>
          )}
          <span class="phone-corner">
            <IconButton
              icon={PhoneIcon}
              label={waiting ? `${say('missed')} (${waiting})` : say('missed')}
              aria-haspopup="dialog"
              onClick={() => setOpen(true)}
            />
            {waiting > 0 && <b aria-hidden="true">{waiting}</b>}
          </span>
          {callsOut.value && (
            <span class="phone-corner is-dial">
              <IconButton
                icon={KeysIcon}
                label={say('dial')}
                aria-haspopup="dialog"
                onClick={() => {
                  dialling.value = { number: '', conversation: null, shop: null };
                }}
              />
            </span>
          )}
        </div>
      )}
      {open && <Missed onClose={() => setOpen(false)} />}
      {dialling.value && <Dial asked={dialling.value} />}
    </section>
  );
}

/** Milliseconds within which nobody can have seen where a card has gone. */
const UNSEEN = 350;

/** True for a moment after cards have come or gone: a press on its way to one must not hit another. */
function useSettling(cards: string): boolean {
  const [settled, setSettled] = useState(cards);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(cards), UNSEEN);
    return () => clearTimeout(timer);
  }, [cards]);
  return settled !== cards;
}

/** Whether this person takes customers now. */
const isThere = (): boolean =>
  ['available', 'busy'].includes(presences.get(me.value?.id ?? 0)?.state ?? '');

function Ringing({ call }: { call: Call }) {
  const count = useRings(call);
  return (
    <article class="phone-card is-ringing" aria-label={say('ringing')}>
      <Who call={call} />
      <p class="phone-count" aria-hidden="true">
        {count > 0 && say('rings', { count })}
      </p>
      <Known call={call} />
      <Button
        tone="primary"
        icon={PhoneIcon}
        busy={busy.value}
        onClick={() => void take(call)}
        class="phone-answer"
      >
        {say('answer')}
      </Button>
    </article>
  );
}

/** A colleague wants one on their call. */
function Asked({ call }: { call: Call }) {
  const by = call.guests.find(guest => guest.person_id === me.value?.id)?.asked_by;
  return (
    <article class="phone-card is-ringing is-asked" aria-label={say('asked.label')}>
      <p>{say('asked', { name: nameOf(by ?? 0) })}</p>
      <Who call={call} />
      <Known call={call} />
      <div class="phone-row">
        <Button tone="quiet" onClick={() => void leave(call)}>
          {say('asked.not')}
        </Button>
        <Button tone="primary" icon={PhoneIcon} busy={busy.value} onClick={() => void comeIn(call)}>
          {say('asked.come')}
        </Button>
      </div>
    </article>
  );
}

/** Who calls, and what was said last: enough to answer by name. */
export function Who({ call }: { call: Call }) {
  const customer = caller(call);
  const last = conversations.get(call.conversation_id)?.last_message;
  const number = call.number || say(call.door === 'chat' ? 'door.chat' : 'withheld');
  const name = customer?.name || number;
  return (
    <div class="phone-who">
      <b lang={customer?.locale ?? undefined}>
        <bdi>{name}</bdi>
      </b>
      <small>
        {name !== number && (
          <>
            <bdi>{number}</bdi> ·{' '}
          </>
        )}
        {languageName(call.language)}
      </small>
      {last?.preview && (
        <small class="phone-last">
          <bdi>{last.preview}</bdi>
        </small>
      )}
      <button
        type="button"
        class="phone-link"
        onClick={() => go(pathTo.conversation(call.conversation_id))}
      >
        {say('conversation')}
      </button>
    </div>
  );
}

/** Redraws with every ring, rather than once a second: the count must not lag behind the bell. */
function useRings(call: Call): number {
  const [count, setCount] = useState(() => ringsOf(call, Date.now()));
  useEffect(() => {
    const timer = setInterval(() => setCount(ringsOf(call, Date.now())), 100);
    return () => clearInterval(timer);
  }, [call.rang_at, call.ring_cycle_ms]);
  return count;
}

/** Seconds since an instant, on the desk's clock. */
export const secondsSince = (at: string): number =>
  Math.max(0, Math.floor((now.value - Date.parse(at)) / 1000));

export function length(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;
}

function languageName(tag: string): string {
  const shown = document.documentElement.lang || 'en';
  return new Intl.DisplayNames([shown], { type: 'language' }).of(tag) ?? tag;
}
