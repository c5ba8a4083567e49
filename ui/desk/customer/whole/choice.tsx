// The customer's language and time zone, corrected where they stand: quiet hours go by them.

import { EditIcon } from '@shared/components/icons';
import type { Customer } from '@shared/contracts';
import { useEffect, useRef, useState } from 'preact/hooks';
import { zonesWith } from '../../settings/parts/zones';
import { complain, editCustomer } from '../../state/actions';
import { language, locale, t } from '../../state/texts';
import { say, wordsReady } from './texts';

const TONGUES = [
  'zh-CN', 'zh-TW', 'zh-HK', 'ja', 'ko', 'en', 'fr', 'es', 'de', 'it', 'pt', 'ru', 'th', 'vi',
  'id', 'ms',
]; // biome-ignore format: a list is read at a glance

const CHOICES = {
  locale: {
    label: () => say('side.language'),
    options: (chosen: string | null) =>
      [...new Set(chosen ? [chosen, ...TONGUES] : TONGUES)]
        .map(tag => ({ tag, words: language(tag) }))
        .sort((one, other) => one.words.localeCompare(other.words, locale.value)),
  },
  zone: {
    label: () => say('choice.zone'),
    options: (chosen: string | null) =>
      zonesWith(chosen ?? 'UTC').map(tag => ({ tag, words: tag.replaceAll('_', ' ') })),
  },
};

interface ChoiceProps {
  customer: Customer;
  field: keyof typeof CHOICES;
  /** What is shown while nobody chooses. */
  shown: string;
}

export function Choice({ customer, field, shown }: ChoiceProps) {
  const [open, setOpen] = useState(false);
  const select = useRef<HTMLSelectElement>(null);
  // Once: the customer's clock beats beside it.
  useEffect(() => {
    if (open) select.current?.focus();
  }, [open]);
  if (!wordsReady()) return <>{shown}</>;
  const { label, options } = CHOICES[field];
  const chosen = customer[field];
  if (!open) {
    return (
      <button type="button" class="fact-edit" onClick={() => setOpen(true)}>
        <span class="visually-hidden">{t('customer.edit', { what: label() })}</span>
        <span class={shown ? '' : 'is-missing'}>{shown || t('customer.add')}</span>
        <EditIcon size={12} />
      </button>
    );
  }
  const put = (wanted: string) => {
    setOpen(false);
    if (wanted !== (chosen ?? ''))
      editCustomer(customer.id, { [field]: wanted || null }).catch(complain);
  };
  return (
    <select
      class="input"
      aria-label={label()}
      value={chosen ?? ''}
      ref={select}
      onChange={event => put(event.currentTarget.value)}
      onBlur={() => setOpen(false)}
      onKeyDown={event => {
        event.stopPropagation();
        if (event.key === 'Escape') setOpen(false);
      }}
    >
      <option value="">{say('choice.unknown')}</option>
      {options(chosen).map(({ tag, words }) => (
        <option key={tag} value={tag}>
          {words}
        </option>
      ))}
    </select>
  );
}
