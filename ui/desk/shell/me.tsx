// Who sits at the desk: their language, light or dark, the way out.

import { Avatar } from '@shared/components/avatar';
import {
  AlertIcon,
  BarsIcon,
  CalendarIcon,
  GaugeIcon,
  KeyboardIcon,
  MoonIcon,
  SettingsIcon,
  SignOutIcon,
  SunIcon,
} from '@shared/components/icons';
import { Menu, type MenuItem } from '@shared/components/menu';
import { useRef, useState } from 'preact/hooks';
import { complain } from '../state/actions';
import { prefer, preferences } from '../state/preferences';
import { go, pathTo } from '../state/router';
import { me, signOut, startOver } from '../state/session';
import { t } from '../state/texts';
import { panel } from './layout';

export function MeButton() {
  const button = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const person = me.value;
  if (!person) return null;
  return (
    <>
      <button
        ref={button}
        type="button"
        class="rail-item rail-me"
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Avatar name={person.name} seed={person.id} size={20} />
        <span>{person.name}</span>
      </button>
      {open && (
        <Menu
          anchor={button.current}
          side="above"
          label={person.name}
          items={meItems()}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** What the person can do for themselves, wherever a menu offers it. */
export function meItems(): MenuItem[] {
  const dark = isDark();
  return [
    {
      id: 'scheme',
      label: t(dark ? 'scheme.toLight' : 'scheme.toDark'),
      icon: dark ? SunIcon : MoonIcon,
      run: () => prefer({ scheme: dark ? 'light' : 'dark' }),
    },
    {
      id: 'keys',
      label: t('key.sheet'),
      icon: KeyboardIcon,
      run: () => {
        panel.value = 'sheet';
      },
    },
    {
      id: 'overdue',
      label: t('breaches'),
      icon: AlertIcon,
      run: () => go(pathTo.overdue()),
    },
    ...(me.value?.role === 'agent'
      ? []
      : [
          {
            id: 'wallboard',
            label: t('wallboard'),
            icon: GaugeIcon,
            run: () => go(pathTo.wallboard()),
          },
        ]),
    {
      id: 'figures',
      label: t('figures'),
      icon: BarsIcon,
      run: () => go(pathTo.figures()),
    },
    {
      id: 'staffing',
      label: t('staffing'),
      icon: CalendarIcon,
      run: () => go(pathTo.staffing()),
    },
    {
      id: 'settings',
      label: t('settings'),
      icon: SettingsIcon,
      run: () => go(pathTo.settings()),
    },
    {
      id: 'out',
      label: t('signOut'),
      icon: SignOutIcon,
      apart: true,
      run: () => void signOut().then(startOver, complain),
    },
  ];
}

function isDark(): boolean {
  const { scheme } = preferences.value;
  return scheme === 'auto' ? matchMedia('(prefers-color-scheme: dark)').matches : scheme === 'dark';
}
