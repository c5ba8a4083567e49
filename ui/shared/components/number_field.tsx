// A number to be typed. What is no number yet ("", "0.") stays in the field, and is told to nobody.

import { useState } from 'preact/hooks';
import { Field } from './field';

interface NumberFieldProps {
  label: string;
  hint?: string;
  error?: string | null;
  value: number;
  /** Given each number that was typed. */
  onNumber: (value: number) => void;
  min?: number;
  max?: number;
  step?: number;
}

export function NumberField({ value, onNumber, step = 1, ...rest }: NumberFieldProps) {
  const [typed, setTyped] = useState({ text: String(value), value });
  // Changed from outside: undone, or by a colleague.
  if (typed.value !== value) setTyped({ text: String(value), value });
  return (
    <Field
      {...rest}
      type="number"
      inputMode={Number.isInteger(step) ? 'numeric' : 'decimal'}
      step={step}
      required
      value={typed.text}
      onInput={({ currentTarget: { value: text, valueAsNumber: number } }) => {
        const isNumber = Number.isFinite(number);
        setTyped({ text, value: isNumber ? number : value });
        if (isNumber) onNumber(number);
      }}
    />
  );
}
