// Choosing a time zone: by its name, with its offset now beside it.

import { SelectField } from '@shared/components/field';
import { t } from '../../state/texts';
import { zonesWith } from './zones';

interface ZoneFieldProps {
  label?: string;
  hint?: string;
  value: string;
  error?: string | null;
  onChange: (zone: string) => void;
}

export function ZoneField({
  label = t('prefer.zone'),
  hint,
  value,
  error,
  onChange,
}: ZoneFieldProps) {
  return (
    <SelectField
      label={label}
      hint={hint}
      error={error}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    >
      {zonesWith(value).map(zone => (
        <option key={zone} value={zone}>
          {zone.replaceAll('_', ' ')}
        </option>
      ))}
    </SelectField>
  );
}
