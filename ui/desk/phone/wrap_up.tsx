// After a call: what came of it, and what was promised.

import { now } from '@shared/clock';
import { Button } from '@shared/components/button';
import { AreaField, Field, SelectField } from '@shared/components/field';
import { useState } from 'preact/hooks';
import { useBegun } from '../state/begun';
import { dismiss, wrapUp } from './acts';
import type { Call, Outcome } from './contracts';
import { Who } from './panel';
import { say } from './texts';

const OUTCOMES: readonly Outcome[] = ['solved', 'follow_up', 'no_answer', 'wrong_number'];

interface Written {
  outcome: Outcome;
  note: string;
  promise: string;
}

export function WrapUpForm({ call }: { call: Call }) {
  // The next call may come before it is kept.
  const { value, write, over } = useBegun<Written>(`call ${call.id}`, {
    outcome: call.ending === 'talked' ? 'solved' : 'no_answer',
    note: '',
    promise: '',
  });
  const { outcome, note, promise } = value;
  const close = () => {
    over();
    dismiss(call);
  };
  const [saving, setSaving] = useState(false);
  const left = call.wrap_up_until
    ? Math.ceil((Date.parse(call.wrap_up_until) - now.value) / 1000)
    : 0;
  const save = async (event: Event) => {
    event.preventDefault();
    setSaving(true);
    const promised = outcome === 'follow_up' && promise.trim() ? promise.trim() : null;
    if (await wrapUp(call, { outcome, note, promise: promised, due_at: null })) over();
    else setSaving(false);
  };
  return (
    <form class="phone-card is-over" aria-label={say('wrapUp')} onSubmit={e => void save(e)}>
      <p class="phone-state">
        {say('wrapUp')}
        {left > 0 && <time>{say('wrapUp.left', { seconds: left })}</time>}
      </p>
      <Who call={call} />
      <SelectField
        label={say('outcome')}
        value={outcome}
        onChange={event => write({ outcome: event.currentTarget.value as Outcome })}
      >
        {OUTCOMES.map(each => (
          <option key={each} value={each}>
            {say(`outcome.${each}`)}
          </option>
        ))}
      </SelectField>
      {outcome === 'follow_up' && (
        <Field
          label={say('promise')}
          value={promise}
          maxLength={500}
          onInput={event => write({ promise: event.currentTarget.value })}
        />
      )}
      <AreaField
        label={say('note')}
        rows={2}
        maxLength={2000}
        value={note}
        onInput={event => write({ note: event.currentTarget.value })}
      />
      <div class="phone-row">
        <Button tone="quiet" onClick={close}>
          {say('close')}
        </Button>
        <Button tone="primary" type="submit" busy={saving}>
          {say('save')}
        </Button>
      </div>
    </form>
  );
}
