// How often and when a shop asks its customers for something by a card.

import { DateField, SelectField } from '@shared/components/field';
import { NumberField } from '@shared/components/number_field';
import { toast } from '@shared/components/toasts';
import type { Entity, Id } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { useFetched } from '../../settings/parts/fetched';
import { useForm } from '../../settings/parts/form';
import { Coming, Failed } from '../../settings/parts/listing';
import { SaveBar } from '../../settings/parts/save_bar';
import { http } from '../../state/session';
import { shops } from '../../state/store';
import { clockOf, minutesOf } from './minutes';
import { say, wordsReady } from './texts';

interface Rules {
  most: number;
  quiet_from: number;
  quiet_until: number;
}

const rulesOf = ({ most, quiet_from, quiet_until }: Rules): Rules => ({
  most,
  quiet_from,
  quiet_until,
});

export function CardRulesPart() {
  const open = shops.values().filter(({ archived_at }) => archived_at === null);
  const [picked, setPicked] = useState<Id | null>(null);
  const shop = picked ?? open[0]?.id;
  if (!wordsReady() || shop === undefined) return null;
  return (
    <section class="settings-part">
      <h2>{say('title')}</h2>
      <p class="part-text">{say('text')}</p>
      {open.length > 1 && (
        <SelectField
          label={say('shop')}
          value={String(shop)}
          onChange={event => setPicked(Number(event.currentTarget.value))}
        >
          {open.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
      )}
      <OfShop key={shop} shop={shop} />
    </section>
  );
}

function OfShop({ shop }: { shop: Id }) {
  const fetched = useFetched<Rules & Entity>(`/shops/${shop}/card-rules`);
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming rows={1} />;
  return (
    <RulesForm
      shop={shop}
      rules={rulesOf(fetched.value)}
      onSaved={kept => fetched.set(() => kept)}
    />
  );
}

interface FormProps {
  shop: Id;
  rules: Rules;
  onSaved: (kept: Rules & Entity) => void;
}

function RulesForm({ shop, rules, onSaved }: FormProps) {
  const form = useForm<Rules>(rules, `cards ${shop}`);
  const { values } = form;
  const save = form.submit(async wanted => {
    const kept = await http.put<Rules & Entity>(`/shops/${shop}/card-rules`, wanted);
    onSaved(kept);
    form.reset(rulesOf(kept));
    toast(say('saved'));
  });
  const hour = (name: 'quiet_from' | 'quiet_until') => (
    <DateField
      type="time"
      label={say(name)}
      required
      value={clockOf(values[name])}
      error={form.error(name)}
      onChange={event => {
        const minutes = minutesOf(event.currentTarget.value);
        if (minutes !== null) form.set({ [name]: minutes });
      }}
    />
  );
  const none = values.quiet_from === values.quiet_until;
  return (
    <form onSubmit={save}>
      <NumberField
        label={say('most')}
        hint={say(values.most === 0 ? 'most.none' : 'most.hint')}
        min={0}
        max={10}
        value={values.most}
        error={form.error('most')}
        onNumber={most => form.set({ most })}
      />
      <div class="form-pair">
        {hour('quiet_from')}
        {hour('quiet_until')}
      </div>
      <p class="part-text">{say(none ? 'quiet.none' : 'quiet.hint')}</p>
      <SaveBar form={form} />
    </form>
  );
}
