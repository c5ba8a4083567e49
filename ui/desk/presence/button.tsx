// One's own status in the rail: seen at a glance, changed with two strokes.

import { keyLabel } from '@shared/components/keyboard';
import { Menu, type MenuItem } from '@shared/components/menu';
import type { PresenceState } from '@shared/contracts';
import { useRef } from 'preact/hooks';
import { t } from '../state/texts';
import { PresenceDot } from './dot';
import { choose, choosing, mine, STATES } from './state';

export function PresenceButton() {
  const button = useRef<HTMLButtonElement>(null);
  const state = mine.value;
  return (
    <>
      <button
        ref={button}
        type="button"
        class="rail-item"
        aria-haspopup="menu"
        aria-expanded={choosing.value}
        data-hint={t('presence')}
        data-hint-key={keyLabel('Shift+s')}
        onClick={() => {
          choosing.value = !choosing.peek();
        }}
      >
        <i class="presence-icon">
          <PresenceDot state={state} />
        </i>
        <span>{t(`presence.${state}`)}</span>
      </button>
      {choosing.value && (
        <Menu
          anchor={button.current}
          side="above"
          label={t('presence')}
          items={presenceItems().map(item => ({ ...item, apart: false }))}
          onClose={() => {
            choosing.value = false;
          }}
        />
      )}
    </>
  );
}

/** The five to choose from, wherever a menu offers them. */
export function presenceItems(): MenuItem[] {
  return STATES.map((state, index) => ({
    id: `presence ${state}`,
    label: t(`presence.${state}`),
    icon: GLYPHS[state],
    detail: t(`presence.${state}.text`),
    checked: mine.value === state,
    apart: index === 0,
    run: () => void choose(state),
  }));
}

const glyph = (state: PresenceState) => () => (
  <i class="presence-icon">
    <PresenceDot state={state} />
  </i>
);
const GLYPHS = {
  available: glyph('available'),
  busy: glyph('busy'),
  hang_up: glyph('hang_up'),
  away: glyph('away'),
  offline: glyph('offline'),
} satisfies Record<PresenceState, unknown>;
