// What the keys do on the grid, in one line under it.

import { keyLabel } from '@shared/components/keyboard';
import type { ShiftTemplate } from '@shared/contracts';
import { hours, templateName } from './plan';
import { type StaffingKey, say } from './texts';

const HINTS: readonly [keys: readonly string[], text: StaffingKey][] = [
  [['Enter'], 'key.open'],
  [['n'], 'key.new'],
  [['l'], 'key.leave'],
  [['Shift+←', 'Shift+→'], 'key.move'],
  [['Ctrl+←', 'Ctrl+→'], 'key.day'],
  [['Shift+↑', 'Shift+↓'], 'key.hand'],
  [['[', ']'], 'key.length'],
  [['Delete'], 'key.drop'],
];

export function KeyHints({ templates }: { templates: readonly ShiftTemplate[] }) {
  return (
    <ul class="key-hints" aria-label={say('keys')}>
      {templates.slice(0, 9).map((template, index) => (
        <li key={index}>
          <kbd>{index + 1}</kbd> {templateName(template)} <small>{hours(template)}</small>
        </li>
      ))}
      {HINTS.map(([keys, text]) => (
        <li key={text}>
          {keys.map(key => (
            <kbd key={key}>{keyLabel(key)}</kbd>
          ))}{' '}
          {say(text)}
        </li>
      ))}
    </ul>
  );
}
