// A shop and what is set up for it.

import type { Entity, Id, Texts, Time } from './basics';

export interface Hours {
  zone: string;
  weekly: Record<string, [string, string][]>;
  closures: { date: string; reason: string }[];
}

export interface WidgetSettings {
  greeting: Texts;
  questions: Texts[];
  texts: Record<string, Texts>;
  position: 'left' | 'right';
  languages: string[];
}

export interface Shop extends Entity {
  name: string;
  platform: string;
  locale: string;
  zone: string;
  color: string;
  hours: Hours;
  widget: WidgetSettings;
  allowed_origins: string[];
  public_key: string;
  archived_at: Time | null;
}

export interface Tag extends Entity {
  name: string;
  color: string;
  shop_id: Id | null;
}

export interface CannedReply extends Entity {
  shop_id: Id | null;
  shortcut: string;
  title: string;
  texts: Texts;
}
