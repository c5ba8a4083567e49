// Writing an address in the order in which its country does.

import { Field, SelectField, Switch } from '@shared/components/field';
import { Refusal } from '@shared/http';
import type { Address } from '@shared/profiles';
import { useState } from 'preact/hooks';
import { complain } from '../../state/actions';
import { useBegun } from '../../state/begun';
import { http, zone } from '../../state/session';
import { locale } from '../../state/texts';
import { FormButtons } from './incidents';
import { bring, type WholeProfile } from './state';
import { say } from './texts';

const COUNTRIES = [
  'CN', 'HK', 'MO', 'TW', 'JP', 'KR', 'SG', 'MY', 'TH', 'VN', 'PH', 'ID',
  'US', 'CA', 'GB', 'AU', 'NZ', 'DE', 'FR', 'NL', 'IT', 'ES',
]; // biome-ignore format: a list is read at a glance
type Part = 'recipient' | 'phone' | 'postal_code' | 'region' | 'city' | 'district' | 'lines';
const LARGE_FIRST: Part[] = [
  'postal_code',
  'region',
  'city',
  'district',
  'lines',
  'recipient',
  'phone',
];
const SMALL_FIRST: Part[] = [
  'recipient',
  'lines',
  'district',
  'city',
  'region',
  'postal_code',
  'phone',
];
const LARGE_FIRST_IN = new Set(['CN', 'HK', 'MO', 'TW', 'JP', 'KR']);
const NO_POSTAL_CODE = new Set(['HK', 'MO']);

interface FormProps {
  whole: WholeProfile;
  before?: Address;
  onDone: () => void;
}

const countryOf = (tag: string | null): string | null => {
  const region = tag?.split('-').at(-1) ?? '';
  return COUNTRIES.includes(region) ? region : null;
};

/** The country that one probably writes: the last one's, the customer's language's, the desk's. */
function likely({ addresses, customer }: WholeProfile): string {
  const near = new Map([
    ['Asia/Tokyo', 'JP'],
    ['Asia/Seoul', 'KR'],
    ['Asia/Taipei', 'TW'],
    ['Asia/Hong_Kong', 'HK'],
    ['Asia/Shanghai', 'CN'],
  ]);
  return (
    addresses[0]?.address.country ??
    countryOf(customer.locale) ??
    near.get(customer.zone ?? '') ??
    near.get(zone()) ??
    'JP'
  );
}

export function AddressForm({ whole, before, onDone }: FormProps) {
  const { id } = whole.customer;
  const begun = useBegun(`address ${before?.id ?? `of ${id}`}`, {
    country: before?.country ?? likely(whole),
    recipient: before?.recipient ?? '',
    phone: before?.phone ?? '',
    postal_code: before?.postal_code ?? '',
    region: before?.region ?? '',
    city: before?.city ?? '',
    district: before?.district ?? '',
    lines: before?.lines.join('\n') ?? '',
    title: before?.title ?? '',
    preferred: before?.preferred ?? whole.addresses.length === 0,
  });
  const { country, title, preferred, ...parts } = begun.value;
  const leave = () => {
    begun.over();
    onDone();
  };
  const [problem, setProblem] = useState<{ field: string; words: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const names = new Intl.DisplayNames(locale.value, { type: 'region' });
  const order = LARGE_FIRST_IN.has(country) ? LARGE_FIRST : SMALL_FIRST;

  const save = async (event: Event) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    const draft = {
      ...parts,
      country,
      title,
      preferred,
      phone: parts.phone || null,
      postal_code: parts.postal_code || null,
      lines: parts.lines.split('\n').filter(line => line.trim()),
    };
    try {
      if (before) await http.put(`/addresses/${before.id}`, draft);
      else await http.post(`/customers/${id}/addresses`, draft);
      await bring(id);
      leave();
    } catch (error) {
      setBusy(false);
      if (error instanceof Refusal && error.problem.field)
        setProblem({ field: error.problem.field, words: error.message });
      else complain(error);
    }
  };

  return (
    <form class="whole-form" onSubmit={save}>
      <SelectField
        label={say('address.country')}
        value={country}
        onChange={event => begun.write({ country: event.currentTarget.value })}
      >
        {(COUNTRIES.includes(country) ? COUNTRIES : [country, ...COUNTRIES]).map(each => (
          <option key={each} value={each}>
            {names.of(each)}
          </option>
        ))}
      </SelectField>
      {order
        .filter(part => part !== 'postal_code' || !NO_POSTAL_CODE.has(country))
        .map(part => (
          <Field
            key={part}
            label={say(`address.${part}`)}
            value={parts[part]}
            maxLength={400}
            inputMode={part === 'phone' ? 'tel' : undefined}
            error={problem?.field === part ? problem.words : null}
            onInput={event => begun.write({ [part]: event.currentTarget.value })}
          />
        ))}
      <Field
        label={say('address.title')}
        value={title}
        maxLength={40}
        onInput={event => begun.write({ title: event.currentTarget.value })}
      />
      <Switch
        label={say('address.preferred')}
        checked={preferred}
        onChange={on => begun.write({ preferred: on })}
      />
      <FormButtons busy={busy} whole onCancel={leave} />
    </form>
  );
}
