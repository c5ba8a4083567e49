// When a shop answers: a week of stretches, and the days it is closed.

import { Button, IconButton } from '@shared/components/button';
import { DateInput } from '@shared/components/date_input';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import type { Hours } from '@shared/contracts';
import { type Form, useForm } from '../parts/form';
import { SaveBar } from '../parts/save_bar';
import { WeekSection } from '../parts/week';
import { ZoneField } from '../parts/zone_field';
import { say } from '../texts';
import './hours.css';
import { changeShop, type PartProps } from './change_shop';
import { withoutClosed } from './hours';

export function HoursPart({ shop }: PartProps) {
  const form = useForm<Hours>(shop.hours, `hours ${shop.id}`);
  const save = form.submit(async values => {
    const hours = {
      ...values,
      weekly: withoutClosed(values.weekly),
      closures: values.closures.filter(each => each.date),
    };
    await changeShop(shop, { hours });
    form.reset(hours);
  });
  return (
    <form onSubmit={save}>
      <div class="narrow">
        <ZoneField
          label={say('hours.zone')}
          hint={say('hours.zone.hint')}
          value={form.values.zone}
          error={form.error('hours.zone')}
          onChange={zone => form.set({ zone })}
        />
      </div>
      <WeekSection
        weekly={form.values.weekly}
        onChange={weekly => form.set({ weekly })}
        error={day => form.error(`hours.weekly.${day}`)}
      />
      <Closures form={form} />
      <SaveBar form={form} />
    </form>
  );
}

function Closures({ form }: { form: Form<Hours> }) {
  const { closures } = form.values;
  const error = form.error('hours.closures');
  const change = (at: number, what: Partial<(typeof closures)[number]>) =>
    form.set({ closures: closures.map((each, i) => (i === at ? { ...each, ...what } : each)) });
  return (
    <section class="settings-part">
      <h2>{say('hours.closures')}</h2>
      {!closures.length && <p class="part-text">{say('hours.closures.none')}</p>}
      <ul class="closures">
        {closures.map((each, at) => (
          <li key={at}>
            <DateInput
              class="input"
              type="date"
              required
              aria-label={say('hours.closure.date')}
              aria-invalid={error ? 'true' : undefined}
              value={each.date}
              onChange={event => change(at, { date: event.currentTarget.value })}
            />
            <input
              class="input"
              aria-label={say('hours.closure.reason')}
              placeholder={say('hours.closure.reason')}
              maxLength={80}
              value={each.reason}
              onInput={event => change(at, { reason: event.currentTarget.value })}
            />
            <IconButton
              icon={CloseIcon}
              label={say('hours.closure.remove', { date: each.date })}
              onClick={() => form.set({ closures: closures.filter((_, i) => i !== at) })}
            />
          </li>
        ))}
      </ul>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <Button
        icon={PlusIcon}
        onClick={() => form.set({ closures: [...closures, { date: '', reason: '' }] })}
      >
        {say('hours.closure.add')}
      </Button>
    </section>
  );
}
