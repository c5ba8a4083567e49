// The settings' frame: their pages on the left, the chosen one beside it.

import { BackIcon } from '@shared/components/icons';
import { pathTo, route, view } from '../state/router';
import { me } from '../state/session';
import { t } from '../state/texts';
import { PAGES, type SettingsPage } from './pages';
import './settings.css';

const GROUPS = ['own', 'house'] as const;

export function Settings() {
  const at = route.value.name === 'settings' ? route.value.page : '';
  const [path, ...rest] = at.split('/');
  const mine = PAGES.filter(({ roles }) => !roles || (me.value && roles.includes(me.value.role)));
  const page = mine.find(each => each.path === path);
  return (
    <div class="settings">
      <nav class="settings-nav" aria-label={t('settings')}>
        <a class="settings-back" href={pathTo.inbox(view.value)}>
          <BackIcon />
          {t('settings')}
        </a>
        {GROUPS.map(group => (
          <Group
            key={group}
            group={group}
            pages={mine.filter(each => each.group === group)}
            current={page}
          />
        ))}
      </nav>
      <main class="settings-page" id="main" tabIndex={-1}>
        {page ? (
          <>
            <h1>{t(page.title)}</h1>
            <page.page rest={rest.join('/')} />
          </>
        ) : (
          <div class="blank">
            <h2>{t('settings.none')}</h2>
            <p>{t('settings.none.text')}</p>
          </div>
        )}
      </main>
    </div>
  );
}

interface GroupProps {
  group: (typeof GROUPS)[number];
  pages: readonly SettingsPage[];
  current: SettingsPage | undefined;
}

function Group({ group, pages, current }: GroupProps) {
  if (!pages.length) return null;
  return (
    <>
      <h2>{t(`settings.${group}`)}</h2>
      <ul>
        {pages.map(({ path, title, icon: Glyph }) => (
          <li key={path}>
            <a
              class="rail-item settings-link"
              href={pathTo.settings(path)}
              aria-current={current?.path === path ? 'page' : undefined}
            >
              <Glyph />
              <span>{t(title)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}
