// Who the customer talks to, whether somebody is there, and the few settings.

import { signal } from '../state/signal.ts';
import type { Locale } from '../text/locale.ts';
import { NAMES } from '../text/texts.ts';
import { opening, week, zoneName } from '../text/time.ts';
import { Tool } from './Icon.tsx';
import { room, t } from './room.ts';

export const menu = signal(false);

/** What a call needs is fetched by whoever wants one. */
const dial = async () => {
  const { Call, begin } = await import('../call/Call.tsx');
  room.call.value = Call;
  void begin();
};

export function Header() {
  const { talk, shop, opens, close } = room;
  const { name } = shop.value;
  const { link, messages } = talk.state.value;
  const closed = opens();
  const there = link === 'live' && !closed && talk.present.value !== false;
  const agent = messages.findLast(({ author }) => author.kind === 'agent')?.author.name;
  // Somebody who answers after hours is there all the same.
  const shut = closed && messages.at(-1)?.author.kind !== 'agent';
  const status = shut ? t('closed') : (agent ?? t(there ? 'here' : 'away'));
  const fold = () => {
    menu.value = !menu.value;
  };
  return (
    <div class="head">
      <span class="seal" aria-hidden="true">
        {[...name][0]}
      </span>
      <div class="who">
        <h2 id="shop">{name}</h2>
        <p class={there ? 'there' : ''}>{link === 'down' ? t('connecting') : status}</p>
      </div>
      {shop.value[closed ? 'callbacks' : 'calls'] && (
        <Tool icon="phone" label={t(closed ? 'call_back' : 'call')} onClick={dial} />
      )}
      <Tool icon="more" label={t('menu')} expanded={menu.value} onClick={fold} />
      <Tool icon="close" label={t('close')} onClick={close} />
      {menu.value && <Menu />}
    </div>
  );
}

function Menu() {
  const { texts, shelf, shop, sound } = room;
  const locale = texts.locale.value;
  const { languages } = shop.value.widget;
  return (
    <div class="menu">
      <label>
        {t('language')}
        <select
          value={locale}
          onChange={event => {
            const wanted = event.currentTarget.value as Locale;
            shelf.set('locale', wanted);
            void texts.speak(wanted);
          }}
        >
          {(Object.keys(NAMES) as Locale[])
            .filter(key => !languages[0] || languages.includes(key) || key === locale)
            .map(key => (
              <option key={key} value={key} lang={key}>
                {NAMES[key]}
              </option>
            ))}
        </select>
      </label>
      <label>
        {t('sound')}
        <input
          type="checkbox"
          checked={sound.value}
          onChange={event => {
            sound.value = event.currentTarget.checked;
          }}
        />
      </label>
      <Hours />
    </div>
  );
}

function Hours() {
  const { hours } = room.shop.value;
  if (!hours) return null;
  const locale = room.texts.locale.value;
  return (
    <dl>
      <dt>{t('hours')}</dt>
      <dd>{zoneName(hours.zone, locale)}</dd>
      {week(hours, locale, t('shut')).map(([days, text]) => (
        <>
          <dt>{days}</dt>
          <dd>{text}</dd>
        </>
      ))}
    </dl>
  );
}

/** Closed now: when the shop opens, on the customer's clock, and that a message may be left. */
export function Closed({ brief }: { brief: boolean }) {
  const at = room.opens();
  if (!at) return null;
  const opens = t('opens', { when: opening(at, room.texts.locale.value, new Date()) });
  if (brief) return <p class="line">{opens}</p>;
  return (
    <section class="card">
      <h3>{t('closed')}</h3>
      <p>{opens}</p>
      <p>{t('leave')}</p>
      <Hours />
    </section>
  );
}
