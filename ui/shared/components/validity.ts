// What a field says of what was typed before anything is sent: in the reader's words and at the
// field, where the browser would say it in its own language and in a bubble.

import { signal } from '@preact/signals';

export interface ValidityWords {
  missing(): string;
  number(): string;
  /** Not a multiple of `step`; of 1, which asks for whole numbers. */
  step(step: number): string;
  least(least: string): string;
  most(most: string): string;
  email(): string;
  url(): string;
  short(least: number): string;
  wrong(): string;
}

/** Said by the screen once it speaks; until then the browser does. */
export const validityWords = signal<ValidityWords | null>(null);

export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/** What is wrong with a control that its form refuses, in a sentence. */
export function faultOf(control: Control, words: ValidityWords): string {
  const { validity } = control;
  const { type, min, max, step, minLength } = control as HTMLInputElement;
  if (validity.badInput && type === 'number') return words.number();
  if (validity.valueMissing) return words.missing();
  if (validity.rangeUnderflow) return words.least(min);
  if (validity.rangeOverflow) return words.most(max);
  if (validity.stepMismatch) return words.step(Number(step) || 1);
  if (validity.tooShort) return words.short(minLength);
  if (validity.typeMismatch && type === 'email') return words.email();
  if (validity.typeMismatch && type === 'url') return words.url();
  return words.wrong();
}

/** What is folded up around a control; a refusal said in there is not seen. */
export function foldsAround(control: Control): HTMLDetailsElement[] {
  return [...document.querySelectorAll('details')].filter(each => each.contains(control));
}

/** The first control that its form refuses: where one begins to put things right. */
export function firstFault(form: HTMLFormElement | null): Element | undefined {
  return [...(form?.elements ?? [])].find(each => !(each as Control).validity?.valid);
}
