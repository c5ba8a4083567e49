// Choosing from a list by typing: a combobox with its listbox always open beneath it.

import type { ComponentChild } from 'preact';
import { useEffect, useId, useMemo, useRef, useState } from 'preact/hooks';
import { CheckIcon } from './icons';
import './picker.css';

export interface Choice {
  id: string;
  label: string;
  /** Further words it is found by. */
  words?: string;
  icon?: ComponentChild;
  detail?: ComponentChild;
  /** Heading of the group it stands in; choices of a group follow each other. */
  group?: string;
  checked?: boolean;
}

export interface PickerProps {
  label: string;
  placeholder: string;
  choices: readonly Choice[];
  onPick: (id: string) => void;
  /** Shown when nothing matches. */
  none: string;
  /** Hears what is typed: for choices that come from the server. */
  onType?: (text: string) => void;
  /** The choices are already those for what is typed. */
  filtered?: boolean;
  start?: string;
  footer?: ComponentChild;
}

/** Whether every word typed is found in the choice, in any order. */
export function matches(choice: Choice, typed: string): boolean {
  const hay = `${choice.label} ${choice.words ?? ''}`.normalize('NFKC').toLowerCase();
  const words = typed.normalize('NFKC').toLowerCase().split(/\s+/).filter(Boolean);
  return words.every(word => hay.includes(word));
}

export function Picker({
  label,
  placeholder,
  choices,
  onPick,
  none,
  onType,
  filtered,
  start = '',
  footer,
}: PickerProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(start);
  /** The choice one has gone to, wherever it stands by now; none: the first. */
  const [held, setHeld] = useState<{ id: string; at: number } | null>(null);
  const shown = useMemo(
    () => (filtered ? choices : choices.filter(choice => matches(choice, typed))),
    [choices, typed, filtered],
  );
  const there = held ? shown.findIndex(choice => choice.id === held.id) : 0;
  const active = there < 0 ? Math.min(held?.at ?? 0, shown.length - 1) : there;
  const goTo = (at: number) => {
    const choice = shown[at];
    if (choice) setHeld({ id: choice.id, at });
  };

  useEffect(() => input.current?.focus(), []);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [active, shown]);

  const keys = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && shown.length) {
      event.preventDefault();
      goTo((active + step + shown.length) % shown.length);
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = shown[active];
      if (choice) onPick(choice.id);
    }
  };

  return (
    <div class="picker">
      <input
        ref={input}
        class="picker-input"
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-activedescendant={shown[active] ? `${id}-${active}` : undefined}
        autocomplete="off"
        placeholder={placeholder}
        value={typed}
        onInput={event => {
          setTyped(event.currentTarget.value);
          setHeld(null);
          onType?.(event.currentTarget.value);
        }}
        onKeyDown={keys}
      />
      <div class="picker-list" role="listbox" id={`${id}-list`} aria-label={label} ref={list}>
        {shown.map((choice, index) => (
          <div key={choice.id}>
            {choice.group && choice.group !== shown[index - 1]?.group && (
              <div class="picker-group" role="presentation">
                {choice.group}
              </div>
            )}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: the combobox above holds the keys */}
            {/* biome-ignore lint/a11y/useFocusableInteractive: focus stays in the combobox */}
            <div
              role="option"
              id={`${id}-${index}`}
              class="picker-choice"
              aria-selected={index === active}
              onPointerMove={() => goTo(index)}
              onMouseDown={event => event.preventDefault()}
              onClick={() => onPick(choice.id)}
            >
              {choice.icon}
              <span class="picker-label">{choice.label}</span>
              {choice.detail && <span class="picker-detail">{choice.detail}</span>}
              {choice.checked && <CheckIcon class="picker-check" />}
            </div>
          </div>
        ))}
        {!shown.length && <p class="picker-none">{none}</p>}
      </div>
      {footer}
    </div>
  );
}
