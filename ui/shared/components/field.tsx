// A labelled field with its hint and its refusal, tied together for those who listen.

import type { ComponentChildren, InputHTMLAttributes, JSX, TargetedEvent } from 'preact';
import { useId, useState } from 'preact/hooks';
import { DateInput, type DateInputProps } from './date_input';
import { useFocusOnArrival } from './focus';
import { type Control, faultOf, firstFault, foldsAround, validityWords } from './validity';
import './field.css';

interface FieldFrame {
  label: string;
  hint?: string;
  error?: string | null;
}

interface Native<E extends EventTarget> {
  name?: string;
  value?: string;
  required?: boolean;
  disabled?: boolean;
  lang?: string;
  onChange?: (event: TargetedEvent<E>) => void;
  onBlur?: (event: TargetedEvent<E>) => void;
}

interface Typed<E extends EventTarget> extends Native<E> {
  placeholder?: string;
  autocomplete?: AutoFill;
  maxLength?: number;
  /** Takes the focus when it appears. */
  autoFocus?: boolean;
  minLength?: number;
  readOnly?: boolean;
  spellcheck?: boolean;
  onInput?: (event: TargetedEvent<E>) => void;
}

interface InputProps extends FieldFrame, Typed<HTMLInputElement> {
  type?: 'text' | 'email' | 'password' | 'search' | 'tel' | 'url' | 'number';
  inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'tel' | 'url';
  pattern?: string;
  min?: number;
  max?: number;
  step?: number;
}

interface AreaProps extends FieldFrame, Typed<HTMLTextAreaElement> {
  rows?: number;
}

interface SelectProps extends FieldFrame, Native<HTMLSelectElement> {
  children: ComponentChildren;
}

interface DateProps extends FieldFrame, Native<HTMLInputElement> {
  type: 'date' | 'time' | 'datetime-local' | 'color';
  min?: string;
  max?: string;
}

interface Framed extends FieldFrame {
  /** What was wrong is being put right. */
  onTyping: () => void;
}

/** A field's words: the server's refusal, else what the form itself has refused of what was typed. */
function useWords({ label, hint, error }: FieldFrame) {
  const [fault, setFault] = useState<string | null>(null);
  const onInvalid = (event: TargetedEvent<Control, Event>) => {
    const words = validityWords.peek();
    if (!words) return;
    event.preventDefault(); // or the browser's bubble says it once more
    const control = event.currentTarget;
    setFault(faultOf(control, words));
    for (const each of foldsAround(control)) each.open = true;
    if (control === firstFault(control.form)) control.focus();
  };
  const words: Framed = { label, hint, error: fault ?? error, onTyping: () => setFault(null) };
  return { words, onInvalid };
}

function frame(id: string, { label, hint, error, onTyping }: Framed, control: JSX.Element) {
  return (
    <div class="field" onInput={onTyping} onChange={onTyping}>
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

export function Field({ label, hint, error, type = 'text', autoFocus, ...rest }: InputProps) {
  const id = useId();
  const input = useFocusOnArrival<HTMLInputElement>(autoFocus ?? false);
  const { words, onInvalid } = useWords({ label, hint, error });
  // Preact's types split <input> by its `type`; any of ours is one of them.
  const props = { ...rest, type, onInvalid } as InputHTMLAttributes<HTMLInputElement>;
  return frame(
    id,
    words,
    <input ref={input} class="input" {...props} id={id} {...described(id, words)} />,
  );
}

/** A field whose value the browser lets one choose: a day, a time, a colour. */
export function DateField({ label, hint, error, ...rest }: DateProps) {
  const id = useId();
  const { words, onInvalid } = useWords({ label, hint, error });
  const props = { class: 'input', ...rest, id, onInvalid, ...described(id, words) };
  return frame(id, words, <DateInput {...(props as DateInputProps)} />);
}

export function AreaField({ label, hint, error, autoFocus, ...rest }: AreaProps) {
  const id = useId();
  const area = useFocusOnArrival<HTMLTextAreaElement>(autoFocus ?? false);
  const { words, onInvalid } = useWords({ label, hint, error });
  const props = { ...rest, id, onInvalid, ...described(id, words) };
  return frame(id, words, <textarea ref={area} class="input" {...props} />);
}

export function SelectField({ label, hint, error, children, ...rest }: SelectProps) {
  const id = useId();
  const { words, onInvalid } = useWords({ label, hint, error });
  const props = { ...rest, id, onInvalid, ...described(id, words) };
  return frame(
    id,
    words,
    <select class="input" {...props}>
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
