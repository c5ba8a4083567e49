// Days that differ from the week: closures, days with hours of their own, busy seasons.

import { Button, IconButton } from '@shared/components/button';
import { DateInput } from '@shared/components/date_input';
import { Switch } from '@shared/components/field';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import type { ComponentChildren } from 'preact';
import type { Form } from '../parts/form';
import { Week } from '../parts/week';
import { say } from '../texts';
import { type Calendar, readHours } from './calendar';

type List = 'closures' | 'special_days' | 'peaks';

interface PartProps {
  form: Form<Calendar>;
}

/** The part of one kind of entries, and what may be done with each. */
function useEntries<K extends List>(form: Form<Calendar>, list: K) {
  type Entry = Calendar[K][number];
  const entries = form.values[list] as Entry[];
  const put = (after: Entry[]) => form.set({ [list]: after } as Partial<Calendar>);
  return {
    entries,
    add: (entry: Entry) => put([...entries, entry]),
    change: (at: number, what: Partial<Entry>) =>
      put(entries.map((each, i) => (i === at ? { ...each, ...what } : each))),
    remove: (at: number) => put(entries.filter((_, i) => i !== at)),
  };
}

interface FrameProps {
  title: string;
  text: string;
  error: string | null;
  add: string;
  onAdd: () => void;
  children: ComponentChildren;
}

function Frame({ title, text, error, add, onAdd, children }: FrameProps) {
  return (
    <section class="settings-part">
      <h2>{title}</h2>
      <p class="part-text">{text}</p>
      <ul class="calendar-entries">{children}</ul>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <Button icon={PlusIcon} onClick={onAdd}>
        {add}
      </Button>
    </section>
  );
}

interface DateProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  min?: string;
}

const Day = ({ label, value, onChange, min }: DateProps) => (
  <DateInput
    class="input"
    type="date"
    required
    aria-label={label}
    min={min}
    value={value}
    onChange={event => onChange(event.currentTarget.value)}
  />
);

const TextInput = ({ label, value, onChange }: Omit<DateProps, 'min'>) => (
  <input
    class="input calendar-note"
    aria-label={label}
    placeholder={label}
    maxLength={80}
    value={value}
    onInput={event => onChange(event.currentTarget.value)}
  />
);

const Remove = ({ onClick }: { onClick: () => void }) => (
  <IconButton icon={CloseIcon} label={say('calendars.entry.remove')} onClick={onClick} />
);

export function Closures({ form }: PartProps) {
  const { entries, add, change, remove } = useEntries(form, 'closures');
  return (
    <Frame
      title={say('hours.closures')}
      text={say('calendars.closures.text')}
      error={form.error('closures')}
      add={say('hours.closure.add')}
      onAdd={() => add({ first: '', last: '', note: '' })}
    >
      {entries.map((each, at) => (
        <li key={at}>
          <Day
            label={say('calendars.first')}
            value={each.first}
            onChange={first => change(at, { first, last: each.last < first ? first : each.last })}
          />
          <span aria-hidden="true">–</span>
          <Day
            label={say('calendars.last')}
            value={each.last}
            min={each.first}
            onChange={last => change(at, { last })}
          />
          <TextInput
            label={say('hours.closure.reason')}
            value={each.note}
            onChange={note => change(at, { note })}
          />
          <Remove onClick={() => remove(at)} />
        </li>
      ))}
    </Frame>
  );
}

export function SpecialDays({ form }: PartProps) {
  const { entries, add, change, remove } = useEntries(form, 'special_days');
  return (
    <Frame
      title={say('calendars.special')}
      text={say('calendars.special.text')}
      error={form.error('special_days')}
      add={say('calendars.special.add')}
      onAdd={() => add({ day: '', hours: ['09:00-12:00'], note: '' })}
    >
      {entries.map((each, at) => (
        <li key={at}>
          <Day
            label={say('hours.closure.date')}
            value={each.day}
            onChange={day => change(at, { day })}
          />
          <input
            class="input calendar-hours"
            aria-label={say('calendars.hours')}
            placeholder="09:00-12:00, 13:00-18:00"
            value={each.hours.join(', ')}
            onChange={event => change(at, { hours: readHours(event.currentTarget.value) })}
          />
          <TextInput
            label={say('hours.closure.reason')}
            value={each.note}
            onChange={note => change(at, { note })}
          />
          <Remove onClick={() => remove(at)} />
        </li>
      ))}
    </Frame>
  );
}

export function Peaks({ form }: PartProps) {
  const { entries, add, change, remove } = useEntries(form, 'peaks');
  const blank = { first: '', last: '', name: '', note: '', weekly: null, over_holidays: false };
  return (
    <Frame
      title={say('calendars.peaks')}
      text={say('calendars.peaks.text')}
      error={form.error('peaks')}
      add={say('calendars.peaks.add')}
      onAdd={() => add(blank)}
    >
      {entries.map((each, at) => (
        <li key={at} class="calendar-peak">
          <TextInput
            label={say('calendars.peaks.name')}
            value={each.name}
            onChange={name => change(at, { name })}
          />
          <Day
            label={say('calendars.first')}
            value={each.first}
            onChange={first => change(at, { first })}
          />
          <span aria-hidden="true">–</span>
          <Day
            label={say('calendars.last')}
            value={each.last}
            min={each.first}
            onChange={last => change(at, { last })}
          />
          <Remove onClick={() => remove(at)} />
          <Switch
            label={say('calendars.peaks.own')}
            checked={each.weekly !== null}
            onChange={own => change(at, { weekly: own ? form.values.weekly : null })}
          />
          {each.weekly && (
            <>
              <Week
                weekly={each.weekly}
                onChange={weekly => change(at, { weekly })}
                error={() => null}
              />
              <Switch
                label={say('calendars.peaks.over')}
                checked={each.over_holidays}
                onChange={over_holidays => change(at, { over_holidays })}
              />
            </>
          )}
        </li>
      ))}
    </Frame>
  );
}
