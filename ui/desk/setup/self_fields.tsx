// What somebody who comes in for the first time says of themselves.

import { Field, SelectField } from '@shared/components/field';
import { LEAST_PASSWORD } from '../settings/account/password';
import type { Form } from '../settings/parts/form';
import { ZoneField } from '../settings/parts/zone_field';
import { say } from '../settings/texts';
import { type DeskLocale, LOCALE_NAMES, LOCALES, locale, speak, t } from '../state/texts';

export interface Self {
  name: string;
  password: string;
  zone: string;
}

/** The part of a form that `Self` is; a form of more is one of this as well. */
type SelfForm = Pick<Form<Self>, 'values' | 'error' | 'set'>;

export function NameField({ form, focus }: { form: SelfForm; focus?: boolean }) {
  return (
    <Field
      label={say('name')}
      hint={say('account.name.hint')}
      autocomplete="name"
      required
      autoFocus={focus}
      maxLength={80}
      value={form.values.name}
      error={form.error('name')}
      onInput={event => form.set({ name: event.currentTarget.value })}
    />
  );
}

/** A new password, the desk's language (changed at once: the form is read in it), and the zone. */
export function PasswordAndPlaceFields({ form }: { form: SelfForm }) {
  return (
    <>
      <Field
        label={t('signIn.password')}
        hint={say('password.hint', { least: LEAST_PASSWORD })}
        type="password"
        autocomplete="new-password"
        required
        minLength={LEAST_PASSWORD}
        value={form.values.password}
        error={form.error('password')}
        onInput={event => form.set({ password: event.currentTarget.value })}
      />
      <div class="form-pair">
        <SelectField
          label={t('prefer.deskLanguage')}
          value={locale.value}
          onChange={event => void speak(event.currentTarget.value as DeskLocale)}
        >
          {LOCALES.map(each => (
            <option key={each} value={each} lang={each}>
              {LOCALE_NAMES[each]}
            </option>
          ))}
        </SelectField>
        <ZoneField
          value={form.values.zone}
          error={form.error('zone')}
          onChange={zone => form.set({ zone })}
        />
      </div>
    </>
  );
}
