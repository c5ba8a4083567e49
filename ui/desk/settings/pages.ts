// The settings' pages: a new one is one entry here and a folder beside this file.

import type { Icon } from '@shared/components/icons';
import { SettingsIcon } from '@shared/components/icons';
import type { Role } from '@shared/contracts';
import type { ComponentType } from 'preact';
import { lazily } from '../lazily';
import type { TextKey } from '../state/texts';

export interface SettingsPage {
  /** The part of the path after /desk/settings/. */
  path: string;
  title: TextKey;
  icon: Icon;
  group: 'own' | 'house';
  /** Who may see it; absent: everybody. */
  roles?: readonly Role[];
  /** The page itself; it is given what follows its path, for pages with parts of their own. */
  page: ComponentType<{ rest: string }>;
}

export const PAGES: readonly SettingsPage[] = [
  {
    path: 'preferences',
    title: 'settings.preferences',
    icon: SettingsIcon,
    group: 'own',
    page: lazily(() => import('./preferences').then(found => found.PreferencesPage)),
  },
];
