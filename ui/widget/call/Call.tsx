// The call's part of the chat window: before, during and after, above the conversation.

import { opening } from '../text/time.ts';
import { Icon } from '../view/Icon.tsx';
import { room } from '../view/room.ts';
import sheet from './call.css?inline';
import {
  back,
  begin,
  busy,
  close,
  counter,
  hangUp,
  level,
  mute,
  muted,
  promise,
  speak,
  start,
  state,
  type Why,
  words,
} from './calling.ts';
import type { Standing } from './leg.ts';
import { fill, type Words } from './words.ts';

/** Where most of the shops' customers live; whoever lives elsewhere writes the number with its +. */
const COUNTRIES = [
  ...['CN', 'TW', 'HK', 'MO', 'JP', 'KR', 'SG', 'MY', 'TH', 'VN', 'ID', 'PH', 'AU', 'NZ', 'US', 'CA'],
  ...['GB', 'IE', 'FR', 'DE', 'ES', 'IT', 'NL', 'BE', 'CH', 'AT', 'SE', 'NO', 'DK', 'FI', 'PL', 'PT'],
  ...['BR', 'MX', 'AE', 'IL', 'IN'],
]; // biome-ignore format: as a list it is read at a glance

const say = (key: keyof Words, params: Readonly<Record<string, unknown>> = {}): string =>
  fill(words.value?.[key] ?? '', params);

const told = (why: Why): string => (typeof why === 'string' ? say(why) : why.said);

/** What is drawn above the conversation; nothing as long as nobody calls. */
export function Call() {
  const now = state.value;
  void speak();
  if (!now || !words.value) return null;
  return (
    <section class="call" aria-label={say('title')} aria-live="polite" ref={dressed}>
      {now.at === 'ask' && <Ask why={now.why} />}
      {now.at === 'connecting' && <Bar text={say('connecting')} />}
      {now.at === 'on' && <On standing={now.standing} since={now.since} />}
      {now.at === 'back' && <Back why={now.why} />}
      {now.at === 'over' && (
        <Sheet title={told(now.why)}>
          <div class="ways">
            <button type="button" class="main" onClick={() => void start()}>
              {say('again')}
            </button>
            {!!counter.value?.times.length && <Instead />}
            <Away />
          </div>
        </Sheet>
      )}
      {now.at === 'promised' && (
        <Sheet
          title={
            now.wanted_at
              ? say('done', { number: now.number, when: when(now.wanted_at) })
              : say('done_soon', { number: now.number })
          }
        >
          <div class="ways">
            <Away />
          </div>
        </Sheet>
      )}
    </section>
  );
}

const when = (at: string): string => opening(at, room.texts.locale.value, new Date());

/** The style sheet comes with the first drawing: it belongs to this chunk. */
function dressed(element: HTMLElement | null): void {
  requestAnimationFrame(() => {
    if (!element) return;
    const root = element.getRootNode() as ShadowRoot;
    if (root.adoptedStyleSheets?.includes(style)) return;
    style.replaceSync(sheet);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, style];
  });
}
const style = new CSSStyleSheet();

const Sheet = ({ title, children }: { title: string; children?: unknown }) => (
  <>
    <h3>{title}</h3>
    {children as never}
  </>
);

const Instead = () => (
  <button type="button" class="quiet" onClick={back}>
    {say('instead')}
  </button>
);

const Away = () => (
  <button type="button" class="quiet" onClick={close}>
    {say('close')}
  </button>
);

function Ask({ why }: { why: Why | undefined }) {
  const { record, keep_days, times } = counter.value ?? { record: false, keep_days: 0, times: [] };
  return (
    <Sheet title={say('title')}>
      <p>{say('about')}</p>
      {record && <p class="told">{say('recorded', { n: keep_days })}</p>}
      {why && <p class="bad">{told(why)}</p>}
      <div class="ways">
        <button type="button" class="main" disabled={busy.value} onClick={() => void start()}>
          {say(record ? 'agree' : 'start')}
        </button>
        {times.length > 0 && <Instead />}
        <Away />
      </div>
    </Sheet>
  );
}

const Bar = ({ text }: { text: string }) => (
  <div class="bar">
    <p>{text}</p>
    <HangUp />
  </div>
);

const HangUp = () => (
  <button type="button" class="tool end" aria-label={say('hang_up')} onClick={hangUp}>
    <Icon name="phone" />
  </button>
);

function On({ standing, since }: { standing: Standing; since: number }) {
  const waits = standing.phase === 'waiting' || standing.phase === 'connecting';
  return (
    <>
      <div class="bar">
        <p>
          <span>{stands(standing)}</span>
          {since > 0 && <time ref={element => tick(element, since)} aria-hidden="true" />}
        </p>
        <meter max={1} aria-label={say('level')} ref={measure} />
        <button
          type="button"
          class="tool"
          aria-label={say(muted.value ? 'unmute' : 'mute')}
          aria-pressed={muted.value}
          onClick={mute}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="M12 3.5a3 3 0 0 0-3 3v5a3 3 0 0 0 6 0v-5a3 3 0 0 0-3-3zM6 11a6 6 0 0 0 12 0m-6 6v3.5" />
            {muted.value && <path d="m4 4 16 16" />}
          </svg>
        </button>
        <HangUp />
      </div>
      {waits && !!counter.value?.times.length && (
        <div class="ways">
          <Instead />
        </div>
      )}
    </>
  );
}

function stands({ phase, place, wait_s }: Standing): string {
  if (phase === 'talking') return say('talking');
  if (phase === 'held') return say('held');
  if (phase === 'voicemail') return say('voicemail');
  if (phase === 'greeting') return say('greeting');
  if (phase === 'connecting' || !place) return say('connecting');
  const where = place > 1 ? say('place', { n: place - 1 }) : say('next');
  return wait_s ? `${where} ${say('wait', { n: Math.ceil(wait_s / 60) })}` : where;
}

/** Redraws itself: a meter is no reason to draw the whole window. */
function measure(meter: HTMLMeterElement | null): void {
  const look = () => {
    if (meter) meter.value = level();
    if (meter?.isConnected) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

function tick(element: HTMLElement | null, since: number): void {
  if (!element) return;
  const look = () => {
    const seconds = Math.max(0, Math.floor((Date.now() - since) / 1000));
    element.textContent = `${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
  };
  look();
  const timer = setInterval(() => (element.isConnected ? look() : clearInterval(timer)), 500);
}

function Back({ why }: { why: Why | undefined }) {
  const { times, country } = counter.value ?? { times: [], country: 'US' };
  const locale = room.texts.locale.value;
  const names = new Intl.DisplayNames([locale], { type: 'region' });
  const home = navigator.language.split('-').at(-1) ?? '';
  const chosen = COUNTRIES.includes(home) ? home : country;
  const known = COUNTRIES.includes(chosen) ? COUNTRIES : [chosen, ...COUNTRIES];
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const text = (name: string) => String(form.get(name) ?? '');
        void promise(text('number').trim(), text('country'), text('when') || null);
      }}
    >
      <h3>{say('back')}</h3>
      {why && <p>{told(why)}</p>}
      <label>
        {say('country')}
        <select name="country" ref={element => choose(element, chosen)}>
          {known.map(code => (
            <option key={code} value={code}>
              {names.of(code)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {say('number')}
        <input
          name="number"
          type="tel"
          required
          maxLength={40}
          autocomplete="tel"
          inputMode="tel"
          dir="ltr"
        />
      </label>
      <label>
        {say('when')}
        <select name="when">
          <option value="">{say('soon')}</option>
          {times.map(at => (
            <option key={at} value={at}>
              {when(at)}
            </option>
          ))}
        </select>
      </label>
      <div class="ways">
        <button type="submit" class="main" disabled={busy.value}>
          {say('ask')}
        </button>
        <Away />
      </div>
    </form>
  );
}

function choose(element: HTMLSelectElement | null, value: string): void {
  if (element) element.value = value;
}

export { begin };
