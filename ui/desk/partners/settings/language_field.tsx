// Which of our languages a partner, or somebody of theirs, reads.

import { SelectField } from '@shared/components/field';
import { languageName, say } from '../texts';

const LANGUAGES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en'];

interface LanguageFieldProps {
  value: string;
  onChange: (locale: string) => void;
}

export function LanguageField({ value, onChange }: LanguageFieldProps) {
  return (
    <SelectField
      label={say('field.language')}
      value={value}
      onChange={event => onChange(event.currentTarget.value)}
    >
      {LANGUAGES.map(each => (
        <option key={each} value={each}>
          {languageName(each)}
        </option>
      ))}
    </SelectField>
  );
}
