// A form's state: what is written, whether it differs from what is kept, and the server's refusal
// at the field it names.

import { AlertIcon } from '@shared/components/icons';
import type { Problem } from '@shared/contracts';
import { Refusal } from '@shared/http';
import { useEffect, useRef, useState } from 'preact/hooks';
import { reason } from '../../state/reason';
import './form.css';

export interface Form<T extends object> {
  values: T;
  set: (change: Partial<T>) => void;
  /** Back to what is kept, or on to `start`. */
  reset: (start?: T) => void;
  dirty: boolean;
  busy: boolean;
  /** The refusal of a field, by its name in the API; a part of it (`name.x`, `name[0]`) counts. */
  error: (field: string) => string | null;
  /** The refusal that no field has shown. */
  rest: () => string | null;
  /** What the form does when it is sent. */
  submit: (act: (values: T) => Promise<void>) => (event: Event) => Promise<void>;
}

const sameJson = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

/** What is kept now, but for the fields that were written in after they had been `sent`. */
function writtenSince<T extends object>(sent: T, values: T, kept: T): T {
  const names = Object.keys(values) as (keyof T)[];
  const later = names.filter(name => !sameJson(values[name], sent[name]));
  return { ...kept, ...Object.fromEntries(later.map(name => [name, values[name]])) };
}

/** Whether a refusal of `given` belongs at `field`. */
export const belongsTo = (given: string | null | undefined, field: string): boolean =>
  !!given && (given === field || given.startsWith(`${field}.`) || given.startsWith(`${field}[`));

/** What was written in forms that were left before it was kept, by their names. */
const left = new Map<string, object>();

/**
 * The state of a form that begins with `start`. Where `start` changes later (undone, or by a
 * colleague) the form follows, unless something in it is not kept yet. A form with a name still
 * has what was written in it when one comes back to its page.
 */
export function useForm<T extends object>(start: T, name?: string): Form<T> {
  const [kept, setKept] = useState(start);
  const [values, setValues] = useState(() => ((name && left.get(name)) as T) || start);
  const [problem, setProblem] = useState<Pick<Problem, 'detail' | 'field'> | null>(null);
  const [busy, setBusy] = useState(false);
  const shown = useRef<string[]>([]);
  const paper = useRef<HTMLElement | null>(null);
  /** What is on its way to the server. */
  const sent = useRef<T | null>(null);
  shown.current = [];

  useEffect(() => {
    if (problem) paper.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const dirty = !sameJson(values, kept);
  const latest = useRef({ dirty, values });
  latest.current = { dirty, values };
  useEffect(
    () => () => {
      if (name && latest.current.dirty) left.set(name, latest.current.values);
      else if (name) left.delete(name);
    },
    [],
  );
  const startJson = JSON.stringify(start);
  useEffect(() => {
    if (dirty || sameJson(start, kept)) return;
    setKept(start);
    setValues(start);
  }, [startJson]);

  return {
    values,
    busy,
    dirty,
    set: change => setValues(held => ({ ...held, ...change })),
    reset(anew = kept) {
      const { current } = sent;
      const since = (held: T) => (current ? writtenSince(current, held, anew) : anew);
      setKept(anew);
      setValues(since);
      setProblem(null);
      // It may have been left already, and shall not come back as if it had not been sent.
      const values = since(latest.current.values);
      latest.current = { dirty: !sameJson(values, anew), values };
      if (name && !latest.current.dirty) left.delete(name);
    },
    error(field) {
      shown.current.push(field);
      return problem && belongsTo(problem.field, field) ? problem.detail : null;
    },
    rest() {
      if (!problem || shown.current.some(field => belongsTo(problem.field, field))) return null;
      return problem.detail;
    },
    submit: act => async event => {
      event.preventDefault();
      if (busy) return;
      paper.current = event.currentTarget as HTMLElement | null;
      setBusy(true);
      setProblem(null);
      sent.current = values;
      try {
        await act(values);
      } catch (error) {
        const field = error instanceof Refusal ? error.problem.field : undefined;
        setProblem({ detail: reason(error), field });
      } finally {
        sent.current = null;
        setBusy(false);
      }
    },
  };
}

/** A refusal that belongs to no single field, above the buttons. */
export function FormProblem({ form }: { form: Pick<Form<object>, 'rest'> }) {
  const words = form.rest();
  return words ? (
    <p class="form-problem" role="alert">
      <AlertIcon />
      {words}
    </p>
  ) : null;
}
