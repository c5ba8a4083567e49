// One shift or leave as a form: whose, when, in which zone; and what that comes to, in words.

import { Button } from '@shared/components/button';
import { Dialog, DialogButtons } from '@shared/components/dialog';
import { DateField, SelectField } from '@shared/components/field';
import { TrashIcon } from '@shared/components/icons';
import type { Person, Shift, ShiftTemplate } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { FormProblem, useForm } from '../settings/parts/form';
import { complain } from '../state/actions';
import { reason } from '../state/reason';
import { t } from '../state/texts';
import { addDays, clock, DAY_MINUTES, daysBetween, minuteOf } from './clock';
import { alter, drop, hours, make, read, type ShiftDraft, templateName } from './plan';
import { say } from './texts';

interface ShiftDialogProps {
  /** A shift to be changed, or a draft of a new one. */
  what: Shift | ShiftDraft;
  rows: readonly Person[];
  zones: readonly string[];
  templates: readonly ShiftTemplate[];
  editing: boolean;
  onClose: () => void;
}

interface Fields {
  person: string;
  kind: 'work' | 'leave';
  zone: string;
  day: string;
  from: string;
  to: string;
  /** Of leave. */
  last: string;
}

const lastDay = ({ day, ends }: ShiftDraft) => addDays(day, Math.ceil(ends / DAY_MINUTES) - 1);

const fieldsOf = (draft: ShiftDraft): Fields => ({
  person: String(draft.person_id),
  kind: draft.kind,
  zone: draft.zone,
  day: draft.day,
  from: clock(draft.starts),
  to: clock(draft.ends),
  last: draft.kind === 'leave' ? lastDay(draft) : draft.day,
});

/** What the fields mean; null while one of them is empty. An end before the start is tomorrow's. */
function draftOfFields(fields: Fields): ShiftDraft | null {
  const { kind, zone, day, last } = fields;
  const person_id = Number(fields.person);
  if (kind === 'leave') {
    const days = day && last ? daysBetween(day, last) + 1 : 0;
    return { person_id, kind, zone, day, starts: 0, ends: Math.max(0, days * DAY_MINUTES) };
  }
  const starts = minuteOf(fields.from);
  const ends = minuteOf(fields.to);
  if (!day || starts === null || ends === null) return null;
  return { person_id, kind, zone, day, starts, ends: ends > starts ? ends : ends + DAY_MINUTES };
}

export function ShiftDialog(props: ShiftDialogProps) {
  const { what, rows, zones, templates, editing, onClose } = props;
  const shift = 'id' in what ? what : null;
  const form = useForm<Fields>(fieldsOf(what));
  const { values, set } = form;
  const draft = draftOfFields(values);
  const save = form.submit(async () => {
    if (!draft) return;
    await (shift ? alter(shift, draft) : make(draft));
    onClose();
  });
  const remove = () => {
    onClose();
    if (shift) void drop(shift).catch(complain);
  };
  const title = say(values.kind === 'leave' ? 'leave' : shift ? 'shift' : 'new');
  return (
    <Dialog title={title} closeLabel={t('close')} onClose={onClose}>
      <form onSubmit={save}>
        <fieldset class="shift-form" disabled={!editing}>
          <legend class="visually-hidden">{title}</legend>
          <SelectField
            label={say('person')}
            value={values.person}
            error={form.error('person_id')}
            onChange={event => set({ person: event.currentTarget.value })}
          >
            {rows.map(person => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
          </SelectField>
          <KindChoice value={values.kind} onChange={kind => set({ kind })} />
          {values.kind === 'work' && (
            <div class="shift-templates">
              {templates.map((template, index) => (
                <Button
                  key={index}
                  onClick={() => set({ from: clock(template.starts), to: clock(template.ends) })}
                >
                  {templateName(template)} <small>{hours(template)}</small>
                </Button>
              ))}
            </div>
          )}
          <div class="shift-times">
            <DateField
              type="date"
              label={say(values.kind === 'leave' ? 'firstDay' : 'day')}
              value={values.day}
              error={form.error('day')}
              onChange={event => set({ day: event.currentTarget.value })}
            />
            {values.kind === 'leave' ? (
              <DateField
                type="date"
                label={say('lastDay')}
                value={values.last}
                min={values.day}
                error={form.error('ends')}
                onChange={event => set({ last: event.currentTarget.value })}
              />
            ) : (
              <>
                <DateField
                  type="time"
                  label={say('from')}
                  value={values.from}
                  error={form.error('starts')}
                  onChange={event => set({ from: event.currentTarget.value })}
                />
                <DateField
                  type="time"
                  label={say('to')}
                  value={values.to}
                  error={form.error('ends')}
                  onChange={event => set({ to: event.currentTarget.value })}
                />
              </>
            )}
          </div>
          <SelectField
            label={say('zone')}
            value={values.zone}
            error={form.error('zone')}
            onChange={event => set({ zone: event.currentTarget.value })}
          >
            {[...new Set([...zones, values.zone])].map(zone => (
              <option key={zone} value={zone}>
                {zone.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
        </fieldset>
        {draft && <Comes draft={draft} />}
        <FormProblem form={form} />
        {editing && (
          <DialogButtons>
            {shift && (
              <Button tone="quiet" icon={TrashIcon} class="to-start" onClick={remove}>
                {say('drop')}
              </Button>
            )}
            <Button tone="quiet" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              tone="primary"
              type="submit"
              disabled={!draft || (shift !== null && !form.dirty)}
              busy={form.busy}
            >
              {say(shift ? 'save' : 'plan')}
            </Button>
          </DialogButtons>
        )}
      </form>
    </Dialog>
  );
}

function KindChoice({
  value,
  onChange,
}: {
  value: Fields['kind'];
  onChange: (kind: Fields['kind']) => void;
}) {
  return (
    <fieldset class="shift-kinds">
      <legend class="visually-hidden">{say('kind')}</legend>
      {(['work', 'leave'] as const).map(kind => (
        <label key={kind}>
          <input
            type="radio"
            name="kind"
            value={kind}
            checked={value === kind}
            onChange={() => onChange(kind)}
          />
          {say(kind === 'work' ? 'shift' : 'leave')}
        </label>
      ))}
    </fieldset>
  );
}

/** What the hours come to: how long, over midnight, on the person's own clock, where clocks change. */
function Comes({ draft }: { draft: ShiftDraft }) {
  const [words, setWords] = useState<string[]>([]);
  const asked = JSON.stringify(draft);
  useEffect(() => {
    const abort = new AbortController();
    read(draft, abort.signal).then(
      ({ minutes, says }) => {
        const length = draft.kind === 'work' ? [say('lasts', { length: spoken(minutes) })] : [];
        setWords([...length, ...says]);
      },
      error => {
        if (!abort.signal.aborted) setWords([reason(error)]);
      },
    );
    return () => abort.abort();
  }, [asked]);
  return (
    <div class="shift-comes" role="status" aria-label={say('comes')}>
      {words.map(sentence => (
        <p key={sentence}>{sentence}</p>
      ))}
    </div>
  );
}

const spoken = (minutes: number) =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
