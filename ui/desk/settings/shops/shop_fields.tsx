// What every shop has from its first minute: a name, where it sells, its language and zone.

import { Field, SelectField } from '@shared/components/field';
import type { Form } from '../parts/form';
import { languageOf } from '../parts/names';
import { ZoneField } from '../parts/zone_field';
import { say } from '../texts';
import { PLATFORMS, type Platform, WIDGET_LOCALES } from './platforms';

export interface ShopBasics {
  name: string;
  platform: Platform;
  locale: string;
  zone: string;
}

export function ShopFields({ form, focus }: { form: Form<ShopBasics>; focus?: boolean }) {
  const { values, set, error } = form;
  return (
    <>
      <Field
        label={say('shop.name')}
        hint={say('shop.name.hint')}
        required
        autoFocus={focus}
        maxLength={80}
        value={values.name}
        error={error('name')}
        onInput={event => set({ name: event.currentTarget.value })}
      />
      <div class="form-pair">
        <SelectField
          label={say('shop.platform')}
          value={values.platform}
          error={error('platform')}
          onChange={event => set({ platform: event.currentTarget.value as Platform })}
        >
          {PLATFORMS.map(each => (
            <option key={each} value={each}>
              {say(`platform.${each}`)}
            </option>
          ))}
        </SelectField>
        <SelectField
          label={say('shop.locale')}
          value={values.locale}
          error={error('locale')}
          onChange={event => set({ locale: event.currentTarget.value })}
        >
          {[...new Set([...WIDGET_LOCALES, values.locale])].map(each => (
            <option key={each} value={each}>
              {languageOf(each)}
            </option>
          ))}
        </SelectField>
        <ZoneField
          label={say('shop.zone')}
          value={values.zone}
          error={error('zone')}
          onChange={zone => set({ zone })}
        />
      </div>
    </>
  );
}
