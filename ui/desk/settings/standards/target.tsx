// By when: a length of working time, the end of a working day, so many rings, or what was promised.

import { SelectField, Switch } from '@shared/components/field';
import { NumberField } from '@shared/components/number_field';
import { useState } from 'preact/hooks';
import { say } from '../texts';
import type { StandardForm } from './one';
import { type Standard, secondsIn, type Target, UNIT_NAMES, type Unit, unitOf } from './standard';

interface TargetProps {
  form: StandardForm;
  set: (change: Partial<Standard>) => void;
}

const KINDS: Record<Target['type'], Target> = {
  within: { type: 'within', seconds: 60, at_opening: false },
  business_days: { type: 'business_days', days: 1 },
  rings: { type: 'rings', count: 3, lenient: false, seconds: null },
  as_promised: { type: 'as_promised', days: 1 },
};

export function TargetFields({ form, set }: TargetProps) {
  const { target, subject } = form.values.standard;
  const put = (change: Partial<Target>) => set({ target: { ...target, ...change } as Target });
  const error = form.error('target');
  // What is counted follows from what is owed; only lengths and days may stand for each other.
  const free = subject !== 'promise' && subject !== 'phone_answer';
  const days = (name: 'days' | 'count', value: number, label: string) => (
    <NumberField
      label={label}
      min={1}
      value={value}
      error={error}
      onNumber={number => put({ [name]: number })}
    />
  );
  return (
    <>
      <div class="form-pair">
        {free && (
          <SelectField
            label={say('standards.kind')}
            value={target.type}
            onChange={event => set({ target: KINDS[event.currentTarget.value as Target['type']] })}
          >
            {(['within', 'business_days'] as const).map(kind => (
              <option key={kind} value={kind}>
                {say(`standards.kind.${kind}`)}
              </option>
            ))}
          </SelectField>
        )}
        {target.type === 'within' && (
          <Length seconds={target.seconds} error={error} onChange={seconds => put({ seconds })} />
        )}
        {target.type === 'business_days' && days('days', target.days, say('standards.days'))}
        {target.type === 'as_promised' && days('days', target.days, say('standards.days.promise'))}
        {target.type === 'rings' && days('count', target.count, say('standards.count'))}
      </div>
      {target.type === 'within' && (
        <Switch
          label={say('standards.opening')}
          hint={say('standards.opening.hint')}
          checked={target.at_opening}
          onChange={at_opening => put({ at_opening })}
        />
      )}
    </>
  );
}

interface LengthProps {
  seconds: number;
  error: string | null;
  onChange: (seconds: number) => void;
}

function Length({ seconds, error, onChange }: LengthProps) {
  const [unit, setUnit] = useState<Unit>(() => unitOf(seconds));
  return (
    <div class="standard-length">
      <NumberField
        label={say('standards.length')}
        min={1}
        value={seconds / secondsIn(unit)}
        error={error}
        onNumber={number => onChange(Math.round(number * secondsIn(unit)))}
      />
      <SelectField
        label={say('standards.unit')}
        value={unit}
        onChange={event => {
          const next = event.currentTarget.value as Unit;
          setUnit(next);
          onChange((seconds / secondsIn(unit)) * secondsIn(next));
        }}
      >
        {UNIT_NAMES.map(name => (
          <option key={name} value={name}>
            {say(`standards.unit.${name}`)}
          </option>
        ))}
      </SelectField>
    </div>
  );
}
