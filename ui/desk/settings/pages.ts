// The settings' pages: a new one is one entry here and a folder beside this file.

import type { Icon } from '@shared/components/icons';
import {
  CalendarIcon,
  CardIcon,
  ChatIcon,
  ClockIcon,
  FileIcon,
  HandOverIcon,
  LockIcon,
  MailIcon,
  PeopleIcon,
  PersonIcon,
  PhoneIcon,
  SettingsIcon,
  ShieldIcon,
  TagIcon,
} from '@shared/components/icons';
import type { Role } from '@shared/contracts';
import type { ComponentType } from 'preact';
import { lazily } from '../lazily';
import { BoxIcon as PartnerIcon } from '../partners/icons';
import {
  BoxIcon,
  BuildingIcon,
  HookIcon,
  KeyIcon,
  LogIcon,
  PlugIcon,
  ShopIcon,
} from './parts/icons';
import type { SettingsKey } from './texts';

export interface SettingsPage {
  /** The part of the path after /desk/settings/. */
  path: string;
  title: SettingsKey;
  icon: Icon;
  group: 'own' | 'house';
  /** Who may see it; absent: everybody. */
  roles?: readonly Role[];
  /** The page itself; it is given what follows its path, for pages with parts of their own. */
  page: ComponentType<{ rest: string }>;
}

const LEADING: readonly Role[] = ['owner', 'supervisor'];
const OWNING: readonly Role[] = ['owner'];

export const PAGES: readonly SettingsPage[] = [
  {
    path: 'preferences',
    title: 'preferences',
    icon: SettingsIcon,
    group: 'own',
    page: lazily(() => import('./preferences').then(found => found.PreferencesPage)),
  },
  {
    path: 'account',
    title: 'account',
    icon: LockIcon,
    group: 'own',
    page: lazily(() => import('./account/account').then(found => found.AccountPage)),
  },
  {
    path: 'company',
    title: 'company',
    icon: BuildingIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./company').then(found => found.CompanyPage)),
  },
  {
    path: 'people',
    title: 'people',
    icon: PersonIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./people/people').then(found => found.PeoplePage)),
  },
  {
    path: 'teams',
    title: 'teams',
    icon: PeopleIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./teams/teams').then(found => found.TeamsPage)),
  },
  {
    path: 'routing',
    title: 'routing',
    icon: HandOverIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./routing/routing').then(found => found.RoutingPage)),
  },
  {
    path: 'shops',
    title: 'shops',
    icon: ShopIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./shops/shops').then(found => found.ShopsPage)),
  },
  {
    path: 'mailboxes',
    title: 'mailboxes',
    icon: MailIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./mailboxes/mailboxes').then(found => found.MailboxesPage)),
  },
  {
    path: 'phone',
    title: 'phoneLines',
    icon: PhoneIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('../phone/lines').then(found => found.LinesPage)),
  },
  {
    path: 'partners',
    title: 'partners',
    icon: PartnerIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('../partners/settings/partners').then(found => found.PartnersPage)),
  },
  {
    path: 'calendars',
    title: 'calendars',
    icon: CalendarIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./calendars/calendars').then(found => found.CalendarsPage)),
  },
  {
    path: 'standards',
    title: 'standards',
    icon: ClockIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./standards/standards').then(found => found.StandardsPage)),
  },
  {
    path: 'customers',
    title: 'customers',
    icon: FileIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('../customer/imports/page').then(found => found.ImportsPage)),
  },
  {
    path: 'orders',
    title: 'orders',
    icon: CardIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('../orders/settings/page').then(found => found.OrdersPage)),
  },
  {
    path: 'replies',
    title: 'replies',
    icon: ChatIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./replies/replies').then(found => found.RepliesPage)),
  },
  {
    path: 'tags',
    title: 'tags',
    icon: TagIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./tags/tags').then(found => found.TagsPage)),
  },
  {
    path: 'tokens',
    title: 'tokens',
    icon: KeyIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./tokens/tokens').then(found => found.TokensPage)),
  },
  {
    path: 'connections',
    title: 'connections',
    icon: PlugIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./connections/connections').then(found => found.ConnectionsPage)),
  },
  {
    path: 'webhooks',
    title: 'webhooks',
    icon: HookIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./webhooks/webhooks').then(found => found.WebhooksPage)),
  },
  {
    path: 'audit',
    title: 'audit',
    icon: LogIcon,
    group: 'house',
    roles: LEADING,
    page: lazily(() => import('./audit/audit').then(found => found.AuditPage)),
  },
  {
    path: 'vault',
    title: 'vault',
    icon: ShieldIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('../vault/page').then(found => found.VaultPage)),
  },
  {
    path: 'data',
    title: 'data',
    icon: BoxIcon,
    group: 'house',
    roles: OWNING,
    page: lazily(() => import('./data/data').then(found => found.DataPage)),
  },
];
