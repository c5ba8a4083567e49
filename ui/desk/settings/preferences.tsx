// How this person likes their desk: language and time, colours, how it calls, how it sends.

import { Button } from '@shared/components/button';
import { SelectField, Switch } from '@shared/components/field';
import { BellIcon } from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import type { Person } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { askToNotify, ring } from '../state/bell';
import { prefer, preferences, type Scheme } from '../state/preferences';
import { http, me, zone } from '../state/session';
import { people } from '../state/store';
import { type DeskLocale, LOCALE_NAMES, LOCALES, locale, speak, t } from '../state/texts';

export function PreferencesPage() {
  const { scheme, sound, sendKey, advance } = preferences.value;
  return (
    <>
      <section class="settings-part">
        <h2>{t('prefer.language')}</h2>
        <SelectField
          label={t('prefer.deskLanguage')}
          value={locale.value}
          onChange={event => void changeLocale(event.currentTarget.value as DeskLocale)}
        >
          {LOCALES.map(each => (
            <option key={each} value={each} lang={each}>
              {LOCALE_NAMES[each]}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('prefer.zone')}
          value={zone()}
          onChange={event => void changeSelf({ zone: event.currentTarget.value })}
        >
          {zones().map(each => (
            <option key={each} value={each}>
              {each.replaceAll('_', ' ')}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={t('prefer.scheme')}
          value={scheme}
          onChange={event => prefer({ scheme: event.currentTarget.value as Scheme })}
        >
          <option value="auto">{t('scheme.auto')}</option>
          <option value="light">{t('scheme.light')}</option>
          <option value="dark">{t('scheme.dark')}</option>
        </SelectField>
      </section>
      <section class="settings-part">
        <h2>{t('prefer.calls')}</h2>
        <Switch
          label={t('prefer.sound')}
          hint={t('prefer.sound.hint')}
          checked={sound}
          onChange={on => prefer({ sound: on })}
        />
        <Button tone="quiet" icon={BellIcon} onClick={ring}>
          {t('prefer.sound.try')}
        </Button>
        <Notify />
      </section>
      <section class="settings-part">
        <h2>{t('prefer.work')}</h2>
        <SelectField
          label={t('prefer.sendKey')}
          hint={t('prefer.sendKey.hint')}
          value={sendKey}
          onChange={event =>
            prefer({ sendKey: event.currentTarget.value as 'Enter' | 'Ctrl+Enter' })
          }
        >
          <option value="Enter">{keyLabel('Enter')} Enter</option>
          <option value="Ctrl+Enter">{keyLabel('Ctrl')} + Enter</option>
        </SelectField>
        <Switch
          label={t('prefer.advance')}
          hint={t('prefer.advance.hint')}
          checked={advance}
          onChange={on => prefer({ advance: on })}
        />
      </section>
    </>
  );
}

function Notify() {
  const [refused, setRefused] = useState(
    'Notification' in window && Notification.permission === 'denied',
  );
  const change = async (on: boolean) => {
    const granted = !on || (await askToNotify());
    setRefused(on && !granted);
    prefer({ notify: on && granted });
  };
  return (
    <Switch
      label={t('prefer.notify')}
      hint={t(refused ? 'prefer.notify.refused' : 'prefer.notify.hint')}
      checked={preferences.value.notify}
      onChange={on => void change(on)}
    />
  );
}

function zones(): string[] {
  const known = Intl.supportedValuesOf('timeZone');
  return known.includes(zone()) ? known : [zone(), ...known];
}

async function changeLocale(wanted: DeskLocale): Promise<void> {
  await speak(wanted);
  await changeSelf({ locale: wanted });
}

async function changeSelf(change: Partial<Pick<Person, 'locale' | 'zone'>>): Promise<void> {
  const person = me.peek();
  if (!person) return;
  try {
    const changed = await http.patch<Person>(`/people/${person.id}`, change);
    people.upsert(changed);
    me.value = changed;
  } catch (error) {
    complain(error);
  }
}
