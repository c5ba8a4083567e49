// One person: how many customers at a time, in which languages, for what; and where they stand.

import { Button, IconButton } from '@shared/components/button';
import { Dialog } from '@shared/components/dialog';
import { SelectField } from '@shared/components/field';
import { PlusIcon, TrashIcon } from '@shared/components/icons';
import { NumberField } from '@shared/components/number_field';
import type { Ability, Person, Presence, PresenceState, Spoken } from '@shared/contracts';
import { useState } from 'preact/hooks';
import { skillName } from '../../conversation/routed';
import { STATES, standing } from '../../presence/state';
import { complain } from '../../state/actions';
import { http } from '../../state/session';
import { presences } from '../../state/store';
import { language, t } from '../../state/texts';
import { DialogFoot } from '../parts/dialog_foot';
import { useForm } from '../parts/form';
import { patch } from '../parts/undoable';
import { say } from '../texts';

const OFFERED = ['zh', 'ja', 'ko', 'en', 'fr', 'es', 'de', 'it', 'th', 'vi', 'id', 'ru', 'pt'];
/** The skills that every house has; it may add its own. */
export const SKILLS = ['pre_sale', 'after_sale', 'complaints'];
const LEVELS = [3, 2, 1] as const;

type Editable = Pick<Ability, 'capacity' | 'languages' | 'skills'>;

interface AbilityDialogProps {
  person: Person;
  ability: Ability;
  onClose: () => void;
  onSaved: (saved: Ability) => void;
}

export function AbilityDialog({ person, ability, onClose, onSaved }: AbilityDialogProps) {
  const { capacity, languages, skills } = ability;
  const form = useForm<Editable>({ capacity, languages, skills });
  const save = form.submit(async values => {
    await patch<Ability>({
      path: `/people/${person.id}/ability`,
      to: values,
      back: { capacity, languages, skills },
      text: say('saved', { name: person.name }),
      take: onSaved,
    });
    onClose();
  });
  return (
    <Dialog title={person.name} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        <Standing person={person} />
        <NumberField
          label={say('ability.capacity')}
          hint={say('ability.capacity.hint')}
          min={0}
          max={200}
          value={form.values.capacity}
          error={form.error('capacity')}
          onNumber={number => form.set({ capacity: number })}
        />
        <Languages
          value={form.values.languages}
          error={form.error('languages')}
          onChange={chosen => form.set({ languages: chosen })}
        />
        <Skills
          value={form.values.skills}
          error={form.error('skills')}
          onChange={chosen => form.set({ skills: chosen })}
        />
        <DialogFoot form={form} action={say('save')} disabled={!form.dirty} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Changed at once: whoever forgot to go offline is set so by their supervisor. */
function Standing({ person }: { person: Person }) {
  const choose = (state: PresenceState) =>
    http
      .put<Presence>(`/people/${person.id}/presence`, { state })
      .then(answer => presences.upsert(answer), complain);
  return (
    <SelectField
      label={say('ability.status')}
      value={standing(person.id)}
      onChange={event => void choose(event.currentTarget.value as PresenceState)}
    >
      {STATES.map(state => (
        <option key={state} value={state}>
          {t(`presence.${state}`)}
        </option>
      ))}
    </SelectField>
  );
}

interface PartProps<T> {
  value: T;
  error: string | null;
  onChange: (value: T) => void;
}

function Languages({ value, error, onChange }: PartProps<Spoken[]>) {
  const base = (tag: string) => tag.split('-')[0] ?? tag;
  const taken = value.map(each => base(each.language));
  const left = OFFERED.filter(tag => !taken.includes(tag));
  const put = (at: number, level: number) =>
    onChange(value.map((each, index) => (index === at ? { ...each, level } : each)));
  return (
    <fieldset class="choices">
      <legend>{say('ability.languages')}</legend>
      {value.map((each, at) => (
        <div class="routing-row" key={each.language}>
          <span>{language(each.language)}</span>
          <select
            class="input"
            aria-label={say('ability.level', { language: language(each.language) })}
            value={each.level}
            onChange={event => put(at, Number(event.currentTarget.value))}
          >
            {LEVELS.map(level => (
              <option key={level} value={level}>
                {say(`ability.level.${level}`)}
              </option>
            ))}
          </select>
          <IconButton
            icon={TrashIcon}
            label={say('remove')}
            onClick={() => onChange(value.filter(other => other !== each))}
          />
        </div>
      ))}
      {left.length > 0 && (
        <select
          class="input"
          aria-label={say('ability.addLanguage')}
          value=""
          onChange={event => {
            const added = event.currentTarget.value;
            if (added) onChange([...value, { language: added, level: 2 }]);
            event.currentTarget.value = '';
          }}
        >
          <option value="">{say('ability.addLanguage')}</option>
          {left.map(tag => (
            <option key={tag} value={tag}>
              {language(tag)}
            </option>
          ))}
        </select>
      )}
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}

function Skills({ value, error, onChange }: PartProps<string[]>) {
  const [own, setOwn] = useState('');
  const offered = [...new Set([...SKILLS, ...value])];
  const add = () => {
    const name = own.trim();
    if (name && !value.includes(name)) onChange([...value, name]);
    setOwn('');
  };
  return (
    <fieldset class="choices">
      <legend>{say('ability.skills')}</legend>
      <div class="choices-flow">
        {offered.map(skill => (
          <label class="choice" key={skill}>
            <input
              type="checkbox"
              checked={value.includes(skill)}
              onChange={event =>
                onChange(
                  event.currentTarget.checked
                    ? [...value, skill]
                    : value.filter(each => each !== skill),
                )
              }
            />
            <span>{skillName(skill)}</span>
          </label>
        ))}
      </div>
      <div class="routing-row">
        <input
          class="input"
          aria-label={say('ability.ownSkill')}
          placeholder={say('ability.ownSkill')}
          maxLength={40}
          value={own}
          onInput={event => setOwn(event.currentTarget.value)}
          onKeyDown={event => {
            if (event.key !== 'Enter' || event.isComposing) return;
            event.preventDefault();
            add();
          }}
        />
        <Button icon={PlusIcon} disabled={!own.trim()} onClick={add}>
          {say('ability.addSkill')}
        </Button>
      </div>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
    </fieldset>
  );
}
