// What a connection is told: its name, and what its kind asks for. Secrets go in and never come out.

import { Field } from '@shared/components/field';
import type { Form } from '../parts/form';
import { settingName } from './connection';
import type { Connection, Kind, Setting } from './contracts';
import { say } from './texts';

export interface Draft {
  name: string;
  settings: Record<string, string>;
}

export const BLANK: Draft = { name: '', settings: {} };

export const draftOf = ({ name, settings }: Connection): Draft => ({ name, settings });

/** What the server wants: settings nobody has written in stay as they are. */
export const wanted = ({ name, settings }: Draft, kind: Kind): Draft => ({
  name: name.trim(),
  settings: Object.fromEntries(
    kind.settings.flatMap(({ name: each, secret }) => {
      const value = settings[each]?.trim();
      return value === undefined || (secret && value === '') ? [] : [[each, value]];
    }),
  ),
});

/** Whether all is there that a new connection cannot work without. */
export const isWhole = ({ settings }: Draft, kind: Kind): boolean =>
  kind.settings.every(each => !each.needed || settings[each.name]?.trim());

interface FieldsProps {
  form: Form<Draft>;
  kind: Kind;
  /** It is being made: nothing is kept yet that could stay unchanged. */
  fresh?: boolean;
}

export function ConnectionFields({ form, kind, fresh = false }: FieldsProps) {
  const { values, set, error } = form;
  return (
    <>
      {kind.settings.map(each => (
        <Field
          key={each.name}
          label={settingName(each.name)}
          hint={hintOf(each)}
          type={each.secret ? 'password' : 'text'}
          inputMode={each.form === 'text' ? undefined : 'url'}
          autocomplete={each.secret ? 'new-password' : 'off'}
          spellcheck={false}
          required={each.needed && (fresh || !each.secret)}
          placeholder={each.secret && !fresh ? say('unchanged') : EXAMPLES[each.form]}
          value={values.settings[each.name] ?? ''}
          error={error(`settings.${each.name}`)}
          onInput={event =>
            set({ settings: { ...values.settings, [each.name]: event.currentTarget.value } })
          }
        />
      ))}
      <Field
        label={say('name')}
        hint={say('name.hint')}
        maxLength={100}
        value={values.name}
        error={error('name')}
        onInput={event => set({ name: event.currentTarget.value })}
      />
    </>
  );
}

const EXAMPLES: Record<Setting['form'], string | undefined> = {
  text: undefined,
  host: 'shop.example',
  url: 'https://shop.example',
};

const hintOf = ({ needed, enables }: Setting): string | undefined => {
  if (enables) return say('setting.enables', { what: say(`can.${enables}`) });
  return needed ? undefined : say('setting.optional');
};
