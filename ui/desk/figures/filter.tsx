// By what figures are cut: shop, channel, language, team, person, line; what there is no choice in is left out.

import { lines } from '../phone/calls';
import { people, shops, teams } from '../state/store';
import { language, locale } from '../state/texts';
import type { Filter } from './contracts';
import './filter.css';
import { type FiguresKey, hasWords, say } from './texts';

const CHANNELS = ['webchat', 'email', 'phone', 'line', 'api'] as const;
const LANGUAGES = ['zh-CN', 'zh-TW', 'ja', 'ko', 'en', 'fr', 'es', 'de'] as const;

type Field = keyof Filter;

export const channelName = (channel: string): string => {
  const key = `channel.${channel}`;
  return hasWords(key) ? say(key) : channel;
};

/** A telephone line's country in the desk's language. */
export const countryName = (code: string): string =>
  new Intl.DisplayNames([locale.value], { type: 'region' }).of(code) ?? code;

export function FilterBar({
  filter,
  onChange,
  without = [],
}: {
  filter: Filter;
  onChange: (filter: Filter) => void;
  /** What is not to be chosen here. */
  without?: readonly Field[];
}) {
  const byName = (one: { name: string }, other: { name: string }) =>
    one.name.localeCompare(other.name);
  const choices: readonly [Field, string, readonly (readonly [string, string])[]][] = [
    [
      'shop_id',
      'shop',
      shops
        .values()
        .filter(shop => !shop.archived_at)
        .sort(byName)
        .map(shop => [String(shop.id), shop.name]),
    ],
    ['channel', 'channel', CHANNELS.map(channel => [channel, channelName(channel)])],
    ['language', 'language', LANGUAGES.map(tag => [tag, language(tag)])],
    [
      'team_id',
      'team',
      teams
        .values()
        .sort(byName)
        .map(team => [String(team.id), team.name]),
    ],
    [
      'person_id',
      'person',
      people
        .values()
        .filter(person => !person.disabled_at)
        .sort(byName)
        .map(person => [String(person.id), person.name]),
    ],
    [
      'country',
      'country',
      [...new Set(lines.values().map(line => line.country))]
        .sort()
        .map(code => [code, countryName(code)]),
    ],
  ];
  return (
    <div class="filter-bar">
      {choices
        .filter(([field, , options]) => options.length > 1 && !without.includes(field))
        .map(([field, name, options]) => (
          <select
            key={field}
            class="input filter-choice"
            aria-label={say(`filter.${name}` as FiguresKey)}
            value={String(filter[field] ?? '')}
            data-chosen={filter[field] === undefined ? undefined : ''}
            onChange={event => onChange(chosen(filter, field, event.currentTarget.value))}
          >
            <option value="">{say(`filter.all.${name}` as FiguresKey)}</option>
            {options.map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        ))}
    </div>
  );
}

function chosen(filter: Filter, field: Field, value: string): Filter {
  const { [field]: _, ...rest } = filter;
  if (!value) return rest;
  return { ...rest, [field]: field.endsWith('_id') ? Number(value) : value };
}

/** A filter as it stands in an address. */
export function readFilter(params: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const field of ['shop_id', 'team_id', 'person_id'] as const) {
    const id = Number(params.get(field));
    if (Number.isSafeInteger(id) && id > 0) filter[field] = id;
  }
  for (const field of ['channel', 'language', 'country'] as const) {
    const word = params.get(field);
    if (word) filter[field] = word;
  }
  return filter;
}
