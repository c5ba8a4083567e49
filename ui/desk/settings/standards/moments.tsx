// What happens when shares of the time are used up.

import { Button, IconButton } from '@shared/components/button';
import { CloseIcon, PlusIcon } from '@shared/components/icons';
import { say } from '../texts';
import type { StandardForm } from './one';
import { ACTIONS, type Moment, type Standard } from './standard';

interface MomentsProps {
  form: StandardForm;
  set: (change: Partial<Standard>) => void;
}

const USUAL = [50, 80, 100, 150, 200];

export function MomentsField({ form, set }: MomentsProps) {
  const { moments } = form.values.standard;
  const error = form.error('moments');
  const change = (at: number, what: Partial<Moment>) =>
    set({ moments: moments.map((each, i) => (i === at ? { ...each, ...what } : each)) });
  const next = USUAL.find(percent => !moments.some(each => each.percent === percent));
  return (
    <section class="settings-part">
      <h2>{say('standards.moments')}</h2>
      <ul class="moments">
        {moments.map((moment, at) => (
          <li key={at}>
            <label class="moment-percent">
              <span class="visually-hidden">{say('standards.percent')}</span>
              <input
                class="input"
                type="number"
                min={1}
                max={1000}
                aria-invalid={error ? 'true' : undefined}
                value={moment.percent}
                onChange={event => change(at, { percent: Number(event.currentTarget.value) })}
              />
              %
            </label>
            <span class="moment-actions">
              {ACTIONS.map(action => (
                <label class="choice" key={action}>
                  <input
                    type="checkbox"
                    checked={moment.actions.includes(action)}
                    onChange={event =>
                      change(at, {
                        actions: ACTIONS.filter(each =>
                          each === action
                            ? event.currentTarget.checked
                            : moment.actions.includes(each),
                        ),
                      })
                    }
                  />
                  <span>{say(`standards.action.${action}`)}</span>
                </label>
              ))}
            </span>
            <IconButton
              icon={CloseIcon}
              label={say('calendars.entry.remove')}
              onClick={() => set({ moments: moments.filter((_, i) => i !== at) })}
            />
          </li>
        ))}
      </ul>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      {next && (
        <Button
          icon={PlusIcon}
          onClick={() =>
            set({
              moments: [...moments, { percent: next, actions: ['tell_agent' as const] }].sort(
                (one, other) => one.percent - other.percent,
              ),
            })
          }
        >
          {say('standards.moment.add')}
        </Button>
      )}
    </section>
  );
}
