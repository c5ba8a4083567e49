// When a shop answers: a week of stretches, and the days it is closed.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import type { Hours } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { locale } from '../../state/texts';
import { type Form, useForm } from '../parts/form';
import { CopyIcon } from '../parts/icons';
import { SaveBar } from '../parts/save_bar';
import { ZoneField } from '../parts/zone_field';
import { say } from '../texts';
import './hours.css';
import { changeShop, type PartProps } from './change_shop';
import {
  copyDay,
  DAYS,
  type Day,
  type DayKind,
  kindOf,
  nextStretch,
  ofKind,
  readTime,
  type Stretch,
  spans,
  weeklyHours,
  withoutClosed,
} from './hours';

const KINDS: readonly DayKind[] = ['hours', 'whole', 'closed'];

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
  const total = weeklyHours(form.values.weekly);
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
      <section class="settings-part">
        <h2>
          {say('hours.week')}
          <span class="part-side">{say('hours.total', { count: total })}</span>
        </h2>
        <div class="week">
          {DAYS.map(day => (
            <DayRow key={day} day={day} form={form} />
          ))}
        </div>
      </section>
      <Closures form={form} />
      <SaveBar form={form} />
    </form>
  );
}

/** The weekday's name; the first of January 2024 was a Monday. */
export const dayName = (day: Day): string =>
  new Intl.DateTimeFormat(locale.value, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + DAYS.indexOf(day)),
  );

function DayRow({ day, form }: { day: Day; form: Form<Hours> }) {
  const { weekly } = form.values;
  const stretches = weekly[day] ?? [];
  const name = dayName(day);
  const kind = kindOf(stretches);
  const error = form.error(`hours.weekly.${day}`);
  const put = (after: Stretch[]) => form.set({ weekly: { ...weekly, [day]: after } });
  const next = nextStretch(stretches);
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a grid's row.
    <div class="day" role="group" aria-label={name}>
      <span class="day-name">{name}</span>
      <select
        class="input day-kind"
        aria-label={say('hours.kind', { day: name })}
        value={kind}
        onChange={event => put(ofKind(event.currentTarget.value as DayKind, stretches))}
      >
        {KINDS.map(each => (
          <option key={each} value={each}>
            {say(`hours.kind.${each}`)}
          </option>
        ))}
      </select>
      <div class="day-stretches">
        {kind === 'hours' &&
          stretches.map((stretch, at) => (
            <StretchFields
              key={at}
              stretch={stretch}
              invalid={error !== null}
              onChange={changed => put(stretches.map((each, i) => (i === at ? changed : each)))}
              onRemove={() => put(stretches.filter((_, i) => i !== at))}
            />
          ))}
      </div>
      <div class="day-acts">
        {kind === 'hours' && (
          <IconButton
            icon={PlusIcon}
            label={say('hours.add')}
            disabled={!next}
            onClick={() => next && put([...stretches, next])}
          />
        )}
        <CopyDay day={day} form={form} />
      </div>
      <div class="day-track" aria-hidden="true">
        {spans(weekly, day).map(({ from, to }) => (
          <span key={from} style={{ left: `${from * 100}%`, width: `${(to - from) * 100}%` }} />
        ))}
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

interface StretchProps {
  stretch: Stretch;
  invalid: boolean;
  onChange: (stretch: Stretch) => void;
  onRemove: () => void;
}

function StretchFields({ stretch, invalid, onChange, onRemove }: StretchProps) {
  const [opens, closes] = stretch;
  const field = (label: string, value: string, put: (value: string) => void) => (
    <input
      class="input"
      required
      inputMode="numeric"
      maxLength={5}
      placeholder="09:00"
      aria-label={label}
      aria-invalid={invalid ? 'true' : undefined}
      value={value}
      onChange={event => put(readTime(event.currentTarget.value))}
    />
  );
  return (
    <span class="stretch">
      {field(say('hours.opens'), opens, value => onChange([value, closes]))}
      <span aria-hidden="true">–</span>
      {field(say('hours.closes'), closes, value => onChange([opens, value]))}
      <IconButton icon={CloseIcon} label={say('hours.remove')} onClick={onRemove} />
    </span>
  );
}

function CopyDay({ day, form }: { day: Day; form: Form<Hours> }) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const copy = (to: readonly Day[]) => form.set({ weekly: copyDay(form.values.weekly, day, to) });
  return (
    <>
      <span
        ref={element => {
          button.current = element?.querySelector('button') ?? null;
        }}
      >
        <IconButton
          icon={CopyIcon}
          label={say('hours.copy', { day: dayName(day) })}
          aria-haspopup="menu"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </span>
      {open && (
        <Menu
          anchor={button.current}
          align="end"
          label={say('hours.copy', { day: dayName(day) })}
          onClose={() => setOpen(false)}
          items={[
            {
              id: 'workdays',
              label: say('hours.copy.workdays'),
              run: () => copy(DAYS.slice(0, 5)),
            },
            { id: 'all', label: say('hours.copy.all'), run: () => copy(DAYS) },
          ]}
        />
      )}
    </>
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
            <input
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
