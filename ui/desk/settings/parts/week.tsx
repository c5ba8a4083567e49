// A week of opening hours: each day's stretches, copied from day to day, and how they lie.

import { IconButton } from '@shared/components/button';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import { Menu } from '@shared/components/menu';
import { useRef, useState } from 'preact/hooks';
import { locale } from '../../state/texts';
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
  type Weekly,
  weeklyHours,
} from '../shops/hours';
import { say } from '../texts';
import { CopyIcon } from './icons';
import '../shops/hours.css';

const KINDS: readonly DayKind[] = ['hours', 'whole', 'closed'];

interface WeekProps {
  weekly: Weekly;
  onChange: (weekly: Weekly) => void;
  /** The refusal of a day's hours. */
  error: (day: Day) => string | null;
}

export function Week({ weekly, onChange, error }: WeekProps) {
  return (
    <div class="week">
      {DAYS.map(day => (
        <DayRow key={day} day={day} weekly={weekly} onChange={onChange} error={error(day)} />
      ))}
    </div>
  );
}

/** The section of a form that holds a whole week, under its name and its hours. */
export function WeekSection(props: WeekProps) {
  return (
    <section class="settings-part">
      <h2>
        {say('hours.week')}
        <span class="part-side">{hoursAWeek(props.weekly)}</span>
      </h2>
      <Week {...props} />
    </section>
  );
}

/** How many hours a week has, in words. */
export const hoursAWeek = (weekly: Weekly): string =>
  say('hours.total', { count: weeklyHours(weekly) });

/** The weekday's name; the first of January 2024 was a Monday. */
const dayName = (day: Day): string =>
  new Intl.DateTimeFormat(locale.value, { weekday: 'long', timeZone: 'UTC' }).format(
    Date.UTC(2024, 0, 1 + DAYS.indexOf(day)),
  );

interface DayProps {
  day: Day;
  weekly: Weekly;
  onChange: (weekly: Weekly) => void;
}

function DayRow({ day, weekly, onChange, error }: DayProps & { error: string | null }) {
  const stretches = weekly[day] ?? [];
  const name = dayName(day);
  const kind = kindOf(stretches);
  const put = (after: Stretch[]) => onChange({ ...weekly, [day]: after });
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
        <CopyDay day={day} weekly={weekly} onChange={onChange} />
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

function CopyDay({ day, weekly, onChange }: DayProps) {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const copy = (to: readonly Day[]) => onChange(copyDay(weekly, day, to));
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
