// The rail: the views with their counts, search, settings, and who sits here.

import type { Icon } from '@shared/components/icons';
import {
  AlertIcon,
  BarsIcon,
  BellIcon,
  CalendarIcon,
  CheckIcon,
  ClockIcon,
  FlagIcon,
  GaugeIcon,
  InboxIcon,
  PeopleIcon,
  PersonIcon,
  PlusIcon,
  SearchIcon,
  SettingsIcon,
} from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import { TruckIcon } from '../orders/icons';
import { BoxIcon } from '../partners/icons';
import { PresenceButton } from '../presence/button';
import { promiseCounts } from '../promises/counts';
import type { PromiseView } from '../promises/views';
import { unseen } from '../state/alarms';
import { COUNT_LIMIT, counts } from '../state/lists';
import { pathTo, route, VIEWS, type View, view } from '../state/router';
import { me } from '../state/session';
import { locale, type TextKey, t } from '../state/texts';
import { panel } from './layout';
import { MeButton } from './me';
import './rail.css';

export const VIEW_ICONS: Record<View, Icon> = {
  mine: PersonIcon,
  unassigned: PlusIcon,
  open: InboxIcon,
  team: PeopleIcon,
  snoozed: ClockIcon,
  resolved: CheckIcon,
};

/** The places that are none of the inbox's. */
const WHOLE = new Set([
  'staffing',
  'overdue',
  'promises',
  'partners',
  'parcels',
  'wallboard',
  'figures',
]);

export function Rail() {
  const inSettings = route.value.name === 'settings';
  const elsewhere = inSettings || WHOLE.has(route.value.name);
  return (
    <nav class="rail" aria-label={t('rail.label')}>
      <div class="rail-brand">
        <Curtain />
        <span>Madoguchi</span>
      </div>
      <button
        type="button"
        class="rail-item rail-search"
        onClick={() => {
          panel.value = 'palette';
        }}
      >
        <SearchIcon />
        <span>{t('search')}</span>
        <kbd>{keyLabel('Ctrl+k')}</kbd>
      </button>
      <ul class="rail-views">
        {VIEWS.map(name => (
          <li key={name}>
            <RailView name={name} current={!elsewhere && view.value === name} />
          </li>
        ))}
      </ul>
      <ul class="rail-views rail-promises">
        <li>
          <RailPromises view="mine" text="key.promises" />
        </li>
        <li>
          <RailPromises view="today" text="key.promisesToday" />
        </li>
      </ul>
      <div class="rail-foot">
        <a
          class="rail-item"
          href={pathTo.partners()}
          data-hint={t('partners')}
          aria-current={route.value.name === 'partners' ? 'page' : undefined}
        >
          <BoxIcon />
          <span>{t('partners')}</span>
        </a>
        <a
          class="rail-item"
          href={pathTo.parcels()}
          data-hint={t('parcels')}
          aria-current={route.value.name === 'parcels' ? 'page' : undefined}
        >
          <TruckIcon />
          <span>{t('parcels')}</span>
        </a>
        <a
          class="rail-item"
          href={pathTo.overdue()}
          data-hint={t('breaches')}
          aria-current={route.value.name === 'overdue' ? 'page' : undefined}
        >
          <AlertIcon />
          <span>{t('breaches')}</span>
          {unseen.value > 0 && <span class="rail-count">{countText(unseen.value)}</span>}
        </a>
        {me.value?.role !== 'agent' && (
          <a
            class="rail-item"
            href={pathTo.wallboard()}
            data-hint={t('wallboard')}
            aria-current={route.value.name === 'wallboard' ? 'page' : undefined}
          >
            <GaugeIcon />
            <span>{t('wallboard')}</span>
          </a>
        )}
        <a
          class="rail-item"
          href={pathTo.figures()}
          data-hint={t('figures')}
          aria-current={route.value.name === 'figures' ? 'page' : undefined}
        >
          <BarsIcon />
          <span>{t('figures')}</span>
        </a>
        <a
          class="rail-item"
          href={pathTo.staffing()}
          data-hint={t('staffing')}
          aria-current={route.value.name === 'staffing' ? 'page' : undefined}
        >
          <CalendarIcon />
          <span>{t('staffing')}</span>
        </a>
        <a
          class="rail-item"
          href={pathTo.settings()}
          data-hint={t('settings')}
          aria-current={inSettings ? 'page' : undefined}
        >
          <SettingsIcon />
          <span>{t('settings')}</span>
        </a>
        <PresenceButton />
        <MeButton />
      </div>
    </nav>
  );
}

function RailPromises({ view: name, text }: { view: PromiseView; text: TextKey }) {
  const at = route.value;
  const count = promiseCounts.value[name];
  return (
    <a
      class="rail-item"
      href={pathTo.promises(name)}
      aria-current={at.name === 'promises' && at.view === name ? 'page' : undefined}
      data-hint={t(text)}
    >
      {name === 'mine' ? <FlagIcon /> : <BellIcon />}
      <span>{t(text)}</span>
      {count > 0 && <span class="rail-count">{countText(count)}</span>}
    </a>
  );
}

function RailView({ name, current }: { name: View; current: boolean }) {
  const Glyph = VIEW_ICONS[name];
  const count = counts.value?.[name];
  return (
    <a
      class="rail-item"
      href={pathTo.inbox(name)}
      aria-current={current ? 'page' : undefined}
      data-hint={t(`view.${name}`)}
    >
      <Glyph />
      <span>{t(`view.${name}`)}</span>
      {count !== undefined && name !== 'resolved' && count > 0 && (
        <span class="rail-count">{countText(count)}</span>
      )}
    </a>
  );
}

/** A count as the rail shows it: where the server stopped counting, it says so. */
export function countText(count: number): string {
  const text = Math.min(count, COUNT_LIMIT - 1).toLocaleString(locale.value);
  return count >= COUNT_LIMIT ? `${text}+` : text;
}

/** The sign: a shop's curtain, half drawn. */
export function Curtain({ size = 22 }: { size?: number }) {
  return (
    <svg class="curtain" width={size} height={size} viewBox="0 0 22 22" aria-hidden="true">
      <rect x="1" y="3" width="20" height="2.4" rx="1.2" fill="currentColor" />
      <path
        d="M2.5 7h5v11.2c-1.8.9-3.4.7-5-.3zM8.5 7h5v8.4c-1.7.8-3.4.8-5 0zM14.5 7h5v10.9c-1.6 1-3.2 1.2-5 .3z"
        fill="currentColor"
      />
    </svg>
  );
}
