// What narrows the log: who, what, and between which days.

import { DateField, SelectField } from '@shared/components/field';
import { people } from '../../state/store';
import { locale } from '../../state/texts';
import { say } from '../texts';
import { GROUP_NAMES, GROUPS, type Kind } from './sentences';
import type { Wanted } from './wanted';

interface FiltersProps {
  wanted: Wanted;
  onChange: (change: Partial<Wanted>) => void;
}

export function Filters({ wanted, onChange }: FiltersProps) {
  const { person, kind, since, until } = wanted;
  return (
    <div class="filters">
      <SelectField
        label={say('audit.person')}
        value={person}
        onChange={event => onChange({ person: event.currentTarget.value })}
      >
        <option value="">{say('audit.everybody')}</option>
        {people
          .values()
          .sort((one, other) => one.name.localeCompare(other.name, locale.value))
          .map(each => (
            <option key={each.id} value={each.id}>
              {each.name}
            </option>
          ))}
      </SelectField>
      <SelectField
        label={say('audit.kind')}
        value={kind}
        onChange={event => onChange({ kind: event.currentTarget.value as Wanted['kind'] })}
      >
        <option value="">{say('audit.everything')}</option>
        {GROUP_NAMES.map(name => (
          <optgroup key={name} label={say(`audit.group.${name}`)}>
            <option value={`group:${name}`}>
              {say('audit.whole', { group: say(`audit.group.${name}`) })}
            </option>
            {GROUPS[name].map(each => (
              <option key={each} value={each}>
                {deed(each)}
              </option>
            ))}
          </optgroup>
        ))}
      </SelectField>
      <DateField
        type="date"
        label={say('audit.since')}
        value={since}
        max={until || undefined}
        onChange={event => onChange({ since: event.currentTarget.value })}
      />
      <DateField
        type="date"
        label={say('audit.until')}
        value={until}
        min={since || undefined}
        onChange={event => onChange({ until: event.currentTarget.value })}
      />
    </div>
  );
}

/** A kind as a sentence about nobody in particular. */
const deed = (kind: Kind): string =>
  say(`audit.${kind}`, { by: say('audit.anybody'), what: '…', kind });
