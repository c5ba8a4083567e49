// Keys that do things: which key a press is, and whether the person is writing.

export interface Shortcut {
  /** As `keyName` says it: `j`, `?`, `Ctrl+k`, `Escape`. */
  key: string;
  run: (event: KeyboardEvent) => void;
  /** Works while writing in a field, too. */
  whileWriting?: boolean;
}

/** The press in words: modifiers (Ctrl stands for ⌘ too), then the key as typed. */
export function keyName(event: KeyboardEvent): string {
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // Shift is part of a character (?), but must be said for a named key or a letter.
  if (event.shiftKey && (event.key.length > 1 || /[a-z]/.test(key))) parts.push('Shift');
  return [...parts, key].join('+');
}

export function isWriting(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement) return true;
  if (target instanceof HTMLSelectElement) return true;
  return (
    target instanceof HTMLInputElement &&
    !['checkbox', 'radio', 'button', 'file'].includes(target.type)
  );
}

/** The shortcut a press asks for, if any: none while an input method composes. */
export function shortcutFor<S extends Shortcut>(
  event: KeyboardEvent,
  shortcuts: readonly S[],
): S | undefined {
  if (event.isComposing || event.defaultPrevented) return undefined;
  const name = keyName(event);
  const writing = isWriting(event.target);
  return shortcuts.find(shortcut => shortcut.key === name && (!writing || shortcut.whileWriting));
}

const apple = typeof navigator !== 'undefined' && /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as it is printed on this machine's keyboard. */
export function keyLabel(key: string): string {
  return key
    .split('+')
    .map(part => {
      if (part === 'Ctrl') return apple ? '⌘' : 'Ctrl';
      if (part === 'Shift') return apple ? '⇧' : 'Shift';
      if (part === 'Alt') return apple ? '⌥' : 'Alt';
      if (part === 'Escape') return 'Esc';
      if (part === 'Enter') return '↵';
      return part.length === 1 ? part.toUpperCase() : part;
    })
    .join(apple ? '' : ' ');
}
