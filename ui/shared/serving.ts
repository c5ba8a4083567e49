// Who serves whom, as the server says it: presence, abilities, routing, whispers.

import type { Entity, Id, Time } from './contracts';

export type PresenceState = 'available' | 'busy' | 'hang_up' | 'away' | 'offline';

/** Where a person stands towards new customers; `id` is the person's. */
export interface Presence extends Entity {
  state: PresenceState;
  since: Time;
  why: 'hand' | 'shift' | 'silence' | 'lost' | 'left' | 'returned';
  /** What they come back to, and whether a hand, a shift, or nobody in particular decided so. */
  chosen: PresenceState;
  chosen_by: 'hand' | 'shift' | 'house';
  chosen_at: Time;
}

/** A language somebody answers in: 1 some, 2 fluent, 3 their own. */
export interface Spoken {
  language: string;
  level: number;
}

/** What a person can do for customers; `id` is the person's. */
export interface Ability extends Entity {
  capacity: number;
  languages: Spoken[];
  skills: string[];
}

export interface ShopRouting {
  automatic: boolean;
  team_id: Id | null;
  overflow_team_id: Id | null;
}

/** How customers are given to people; weights in hundredths of a chat. */
export interface Routing extends Entity {
  overflow_after_s: number;
  quiet_after_s: number;
  away_after_s: number;
  weights: Record<string, number>;
  skill_tags: Record<string, Id[]>;
  shops: Record<string, ShopRouting>;
}

/** A supervisor's note that stays before the agent's eyes until it is done. */
export interface Whisper extends Entity {
  conversation_id: Id;
  message_id: Id;
  seq: number;
  made_by: Id | null;
  made_at: Time;
  done_by: Id | null;
  done_at: Time | null;
}
