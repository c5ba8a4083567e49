// A labelled field with its hint and its refusal, tied together for those who listen.

import type { AllHTMLAttributes, ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import './field.css';

interface FieldFrame {
  label: string;
  hint?: string;
  error?: string | null;
}

type Native<E extends EventTarget> = Omit<
  AllHTMLAttributes<E>,
  'label' | 'role' | 'type' | 'size' | 'children'
>;
type InputType =
  | 'text'
  | 'email'
  | 'password'
  | 'search'
  | 'tel'
  | 'url'
  | 'number'
  | 'date'
  | 'time'
  | 'datetime-local'
  | 'color';
type InputProps = FieldFrame & Native<HTMLInputElement> & { type?: InputType };
type AreaProps = FieldFrame & Native<HTMLTextAreaElement>;
type SelectProps = FieldFrame & Native<HTMLSelectElement> & { children: ComponentChildren };

function frame(id: string, { label, hint, error }: FieldFrame, control: JSX.Element) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {control}
      {hint && (
        <p class="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

const described = (id: string, { hint, error }: FieldFrame) => ({
  'aria-invalid': error ? ('true' as const) : undefined,
  'aria-describedby':
    [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined,
});

export function Field({ label, hint, error, ...rest }: InputProps) {
  const id = useId();
  const words = { label, hint, error };
  return frame(id, words, <input class="input" {...rest} id={id} {...described(id, words)} />);
}

export function AreaField({ label, hint, error, ...rest }: AreaProps) {
  const id = useId();
  const words = { label, hint, error };
  return frame(id, words, <textarea class="input" {...rest} id={id} {...described(id, words)} />);
}

export function SelectField({ label, hint, error, children, ...rest }: SelectProps) {
  const id = useId();
  const words = { label, hint, error };
  return frame(
    id,
    words,
    <select class="input" {...rest} id={id} {...described(id, words)}>
      {children}
    </select>,
  );
}

/** A switch with its words: on or off at once. */
export function Switch({
  label,
  hint,
  checked,
  onChange,
  disabled,
}: {
  label: string;
  hint?: string;
  checked: boolean;
  onChange: (on: boolean) => void;
  disabled?: boolean;
}) {
  const id = useId();
  return (
    <div class="switch">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={checked}
        aria-checked={checked}
        disabled={disabled}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <div>
        <label for={id}>{label}</label>
        {hint && (
          <p class="field-hint" id={`${id}-hint`}>
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
