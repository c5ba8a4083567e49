// The fields of a kind, as the one who asks fills them in.

import { DateField, Field, SelectField, Switch } from '@shared/components/field';
import { knownZone } from '@shared/i18n/time';
import { minorDigits } from '@shared/money';
import type { KindField, Value, Values } from '@shared/partners';
import { useId } from 'preact/hooks';
import { fieldTime } from '../conversation/snooze_times';
import { fieldValue } from '../promises/times';
import { zone } from '../state/session';
import { say } from './texts';

interface FieldsProps {
  fields: readonly KindField[];
  values: Values;
  /** The refusal of a field, by its name. */
  error: (name: string) => string | null;
  onChange: (values: Values) => void;
}

export function KindFields({ fields, values, error, onChange }: FieldsProps) {
  return (
    <>
      {fields.map(field => (
        <OneField
          key={field.name}
          field={field}
          values={values}
          error={error(field.name)}
          onChange={value => {
            const { [field.name]: _, ...rest } = values;
            onChange(value === undefined ? rest : { ...rest, [field.name]: value });
          }}
        />
      ))}
    </>
  );
}

interface OneProps {
  field: KindField;
  values: Values;
  error: string | null;
  onChange: (value: Value | undefined) => void;
}

function OneField({ field, values, error, onChange }: OneProps) {
  const value = values[field.name];
  const label = field.required ? field.label : `${field.label} (${say('optional')})`;
  switch (field.type) {
    case 'choices':
      return <Chips field={field} value={value} error={error} onChange={onChange} />;
    case 'choice':
      return (
        <SelectField
          label={label}
          value={String(value ?? '')}
          error={error}
          onChange={event => onChange(event.currentTarget.value || undefined)}
        >
          {!field.required && <option value="" />}
          {field.choices.map(choice => (
            <option key={choice.name} value={choice.name}>
              {choice.label}
            </option>
          ))}
        </SelectField>
      );
    case 'yes_no':
      return (
        <Switch
          label={field.label}
          checked={value === true}
          onChange={on => onChange(on ? true : undefined)}
        />
      );
    case 'date':
      return (
        <DateField
          type="date"
          label={label}
          value={String(value ?? '')}
          error={error}
          onChange={event => onChange(event.currentTarget.value || undefined)}
        />
      );
    case 'moment': {
      const own = knownZone(zone());
      return (
        <DateField
          type="datetime-local"
          label={label}
          value={value ? fieldValue(String(value), own) : ''}
          error={error}
          onChange={event => {
            const at = fieldTime(event.currentTarget.value, own);
            onChange(at === null ? undefined : new Date(at).toISOString());
          }}
        />
      );
    }
    case 'number':
      return <NumberField {...{ field, values, error, onChange }} label={label} />;
    default:
      return (
        <Field
          label={label}
          value={String(value ?? '')}
          maxLength={field.most}
          error={error}
          onInput={event => onChange(event.currentTarget.value || undefined)}
        />
      );
  }
}

function NumberField({ field, values, error, onChange, label }: OneProps & { label: string }) {
  const currency = values.currency;
  const scale =
    field.name === 'amount' ? 10 ** (currency ? minorDigits(String(currency)) : 0) : field.scale;
  const value = values[field.name];
  return (
    <Field
      label={field.unit ? `${label} · ${field.unit}` : label}
      type="number"
      min={field.least / scale}
      max={field.most / scale}
      step={1 / scale}
      value={typeof value === 'number' ? String(value / scale) : ''}
      error={error}
      onInput={event => {
        const typed = event.currentTarget.valueAsNumber;
        onChange(Number.isNaN(typed) ? undefined : Math.round(typed * scale));
      }}
    />
  );
}

function Chips({
  field,
  value,
  error,
  onChange,
}: {
  field: KindField;
  value: Value | undefined;
  error: string | null;
  onChange: (value: Value | undefined) => void;
}) {
  const id = useId();
  const chosen = Array.isArray(value) ? value : [];
  return (
    <fieldset class="ask-chips" aria-describedby={error ? id : undefined}>
      <legend>{field.label}</legend>
      {field.choices.map(({ name, label }) => (
        <label key={name} class="ask-chip">
          <input
            type="checkbox"
            checked={chosen.includes(name)}
            onChange={event => {
              const on = event.currentTarget.checked;
              const next = on ? [...chosen, name] : chosen.filter(each => each !== name);
              onChange(next.length ? next : undefined);
            }}
          />
          <span>{label}</span>
        </label>
      ))}
      {error && (
        <p class="field-error" id={id} role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
