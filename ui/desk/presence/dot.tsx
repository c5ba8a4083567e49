// The sign of a presence: a shape each, so that colour is not needed to tell them apart.

import type { PresenceState } from '@shared/contracts';
import './presence.css';

export const PresenceDot = ({ state, size = 12 }: { state: PresenceState; size?: number }) => (
  <svg
    class={`presence-dot is-${state}`}
    width={size}
    height={size}
    viewBox="0 0 12 12"
    aria-hidden="true"
  >
    {state === 'available' && <circle cx="6" cy="6" r="5" fill="currentColor" />}
    {state === 'busy' && <path d="M6 .8 11.2 6 6 11.2.8 6z" fill="currentColor" />}
    {state === 'hang_up' && <path fill="currentColor" d="M2.2 1.5h2.6v9H2.2zM7.2 1.5h2.6v9H7.2z" />}
    {state === 'away' && <path d="M6 1a5 5 0 1 0 5 5A4 4 0 0 1 6 1z" fill="currentColor" />}
    {state === 'offline' && (
      <circle cx="6" cy="6" r="4.2" fill="none" stroke="currentColor" stroke-width="1.6" />
    )}
  </svg>
);
