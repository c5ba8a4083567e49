// Writing a promise, giving it another time, taking it back: one small form in a popover.

import { Button } from '@shared/components/button';
import { DateField, Field } from '@shared/components/field';
import { Popover } from '@shared/components/popover';
import { knownZone } from '@shared/i18n/time';
import { useState } from 'preact/hooks';
import { fieldTime } from '../conversation/snooze_times';
import { zone } from '../state/session';
import { say } from './texts';
import { fieldValue } from './times';

export interface Filled {
  text: string;
  /** ISO 8601. */
  due_at: string;
  reason: string;
}

interface FormProps {
  anchor: Element | null;
  title: string;
  /** Absent: it is not asked. */
  text?: string;
  due?: string;
  reason?: boolean;
  hint?: string;
  /** Returns false where it was refused and the form shall stay. */
  onSave: (filled: Filled) => Promise<boolean> | boolean;
  onClose: () => void;
}

export function PromiseForm({
  anchor,
  title,
  text,
  due,
  reason,
  hint,
  onSave,
  onClose,
}: FormProps) {
  const own = knownZone(zone());
  const [words, setWords] = useState(text ?? '');
  const [at, setAt] = useState(due === undefined ? '' : fieldValue(due, own));
  const [why, setWhy] = useState('');
  const [busy, setBusy] = useState(false);
  const instant = due === undefined ? null : fieldTime(at, own);
  const past = instant !== null && instant <= Date.now();
  const whole =
    (due === undefined || (instant !== null && !past)) && (!reason || why.trim() !== '');

  const save = async (event: Event) => {
    event.preventDefault();
    if (!whole) return;
    setBusy(true);
    const due_at = instant === null ? '' : new Date(instant).toISOString();
    if (await onSave({ text: words.trim(), due_at, reason: why.trim() })) onClose();
    else setBusy(false);
  };

  return (
    <Popover anchor={anchor} side="above" align="end" label={title} onClose={onClose}>
      <form class="promise-form" onSubmit={save}>
        <h2>{title}</h2>
        {text !== undefined && (
          <Field
            label={say('text')}
            value={words}
            maxLength={500}
            autoFocus
            onInput={event => setWords(event.currentTarget.value)}
          />
        )}
        {due !== undefined && (
          <DateField
            type="datetime-local"
            label={say('until')}
            value={at}
            required
            error={past ? say('past') : undefined}
            onChange={event => setAt(event.currentTarget.value)}
          />
        )}
        {reason && (
          <Field
            label={say('reason')}
            value={why}
            maxLength={500}
            required
            onInput={event => setWhy(event.currentTarget.value)}
          />
        )}
        {hint && <p class="promise-hint">{hint}</p>}
        <div class="promise-form-buttons">
          <Button onClick={onClose}>{say('cancel')}</Button>
          <Button type="submit" tone="primary" busy={busy} disabled={!whole}>
            {say('save')}
          </Button>
        </div>
      </form>
    </Popover>
  );
}
