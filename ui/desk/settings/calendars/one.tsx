// One working calendar: its week, its holidays, its days of another kind, and what they make of a
// year.

import { Button } from '@shared/components/button';
import { TrashIcon } from '@shared/components/icons';
import { toast } from '@shared/components/toasts';
import { complain } from '../../state/actions';
import { go, pathTo } from '../../state/router';
import { http } from '../../state/session';
import { Crumb } from '../parts/crumb';
import { useFetched } from '../parts/fetched';
import { type Form, useForm } from '../parts/form';
import { Coming, Failed } from '../parts/listing';
import { countryName } from '../parts/names';
import { SaveBar } from '../parts/save_bar';
import { WeekSection } from '../parts/week';
import { ZoneField } from '../parts/zone_field';
import { say } from '../texts';
import {
  BLANK,
  type Calendar,
  COUNTRIES,
  editable,
  type Holder,
  type KeptCalendar,
  type WrittenCalendar,
  written,
} from './calendar';
import { holderName } from './calendars';
import { Closures, Peaks, SpecialDays } from './days';
import './calendars.css';
import { Year } from './year';

interface Standing {
  own: boolean;
  calendar: WrittenCalendar | null;
}

interface OneProps {
  holder: Holder;
  id: number;
}

export function OneCalendar({ holder, id }: OneProps) {
  const fetched = useFetched<Standing>(`/calendars/${holder}/${id}`);
  if (fetched.failed !== null) return <Failed text={fetched.failed} again={fetched.reload} />;
  if (fetched.value === null) return <Coming />;
  return (
    <Editor
      key={`${holder} ${id} ${fetched.value.own}`}
      holder={holder}
      id={id}
      standing={fetched.value}
      onChange={standing => fetched.set(() => standing)}
    />
  );
}

interface EditorProps extends OneProps {
  standing: Standing;
  onChange: (standing: Standing) => void;
}

function Editor({ holder, id, standing, onChange }: EditorProps) {
  const path = `/calendars/${holder}/${id}`;
  const form = useForm<Calendar>(editable(standing.calendar ?? BLANK), `calendar ${path}`);
  const save = form.submit(async values => {
    const kept = await http.put<KeptCalendar>(path, written(values));
    form.reset(editable(kept.calendar));
    onChange({ own: true, calendar: kept.calendar });
    toast(say('calendars.saved'));
  });
  const remove = () =>
    http.delete(path).then(() => {
      toast(say('calendars.removed'));
      go(pathTo.settings('calendars'));
    }, complain);
  return (
    <>
      <Crumb page="calendars" list={say('calendars')}>
        {holderName(holder, id)}
      </Crumb>
      {!standing.own && (
        <p class="part-text">{say(`calendars.none.${holder}` as 'calendars.own')}</p>
      )}
      <form onSubmit={save}>
        <div class="narrow">
          <ZoneField
            label={say('hours.zone')}
            value={form.values.zone}
            error={form.error('zone')}
            onChange={zone => form.set({ zone })}
          />
        </div>
        <WeekSection
          weekly={form.values.weekly}
          onChange={weekly => form.set({ weekly })}
          error={day => form.error(`weekly.${day}`)}
        />
        <Holidays form={form} />
        <Closures form={form} />
        <SpecialDays form={form} />
        <Peaks form={form} />
        <Year calendar={written(form.values)} />
        <SaveBar form={form} />
      </form>
      {standing.own && (
        <Button tone="quiet" icon={TrashIcon} onClick={() => void remove()}>
          {say('calendars.remove')}
        </Button>
      )}
    </>
  );
}

function Holidays({ form }: { form: Form<Calendar> }) {
  const { holidays } = form.values;
  const error = form.error('holidays');
  // A region that was set by a program keeps its place.
  const offered = [...COUNTRIES, ...holidays.filter(each => !COUNTRIES.includes(each))];
  return (
    <fieldset class="choices">
      <legend>{say('calendars.holidays')}</legend>
      <div class="choices-flow">
        {offered.map(code => (
          <label class="choice" key={code}>
            <input
              type="checkbox"
              checked={holidays.includes(code)}
              onChange={event =>
                form.set({
                  holidays: event.currentTarget.checked
                    ? [...holidays, code]
                    : holidays.filter(each => each !== code),
                })
              }
            />
            <span>{countryName(code)}</span>
          </label>
        ))}
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
