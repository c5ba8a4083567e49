// The door: sign in, in one's own language.

import type { DoorProps } from '../doors';
import { Curtain } from '../shell/rail';
import { type DeskLocale, LOCALE_NAMES, LOCALES, locale, speak, t } from '../state/texts';
import { SignInForm } from './form';
import './sign_in.css';

export function SignIn({ onDone }: DoorProps) {
  return (
    <main class="door">
      <div class="door-paper">
        <header>
          <Curtain size={36} />
          <h1>{t('signIn.title')}</h1>
          <p>{t('signIn.text')}</p>
        </header>
        <SignInForm onDone={onDone} />
        <p class="door-hint">{t('signIn.forgot')}</p>
      </div>
      <LocaleChoice />
    </main>
  );
}

/** The desk's languages side by side, each in its own words. */
function LocaleChoice() {
  return (
    <ul class="door-locales" aria-label={t('prefer.deskLanguage')}>
      {LOCALES.map(each => (
        <li key={each}>
          <button
            type="button"
            lang={each}
            aria-pressed={each === locale.value}
            onClick={() => void speak(each as DeskLocale)}
          >
            {LOCALE_NAMES[each]}
          </button>
        </li>
      ))}
    </ul>
  );
}
