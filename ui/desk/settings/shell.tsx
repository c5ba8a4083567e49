// The settings' frame: their pages on the left, the chosen one beside it; on a phone a list above.

import { BackIcon } from '@shared/components/icons';
import { useEffect, useId, useRef } from 'preact/hooks';
import { go, pathTo, route, view } from '../state/router';
import { me } from '../state/session';
import { t } from '../state/texts';
import { PAGES, type SettingsPage } from './pages';
import { say, wordsReady } from './texts';
import './settings.css';

const GROUPS = ['own', 'house'] as const;
type GroupName = (typeof GROUPS)[number];

export function Settings() {
  const main = useRef<HTMLElement>(null);
  const at = route.value.name === 'settings' ? route.value.page : '';
  const [path = '', ...rest] = at.split('/');
  // A page begins at its top, and who listens is told that it is another.
  const seen = useRef(at);
  useEffect(() => {
    if (seen.current === at) return;
    seen.current = at;
    main.current?.scrollTo(0, 0);
    main.current?.focus({ preventScroll: true });
  }, [at]);

  if (!wordsReady()) return <div class="settings" />;
  const mine = PAGES.filter(({ roles }) => !roles || (me.value && roles.includes(me.value.role)));
  const page = mine.find(each => each.path === path);
  return (
    <div class="settings">
      <nav class="settings-nav" aria-label={t('settings')}>
        <a class="settings-back" href={pathTo.inbox(view.value)}>
          <BackIcon />
          {t('settings')}
        </a>
        <PageChoice pages={mine} current={page} />
        <div class="settings-groups">
          {GROUPS.map(group => (
            <Group key={group} group={group} pages={mine} current={page} />
          ))}
        </div>
      </nav>
      <main class="settings-page" id="main" tabIndex={-1} ref={main}>
        {page ? (
          <>
            <h1>{say(page.title)}</h1>
            <page.page key={page.path} rest={rest.join('/')} />
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

interface PagesProps {
  pages: readonly SettingsPage[];
  current: SettingsPage | undefined;
}

function Group({ group, pages, current }: PagesProps & { group: GroupName }) {
  const own = pages.filter(each => each.group === group);
  if (!own.length) return null;
  return (
    <>
      <h2>{t(`settings.${group}`)}</h2>
      <ul>
        {own.map(({ path, title, icon: Glyph }) => (
          <li key={path}>
            <a
              class="rail-item settings-link"
              href={pathTo.settings(path)}
              aria-current={current?.path === path ? 'page' : undefined}
            >
              <Glyph />
              <span>{say(title)}</span>
            </a>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The pages as one field, where there is no room beside. */
function PageChoice({ pages, current }: PagesProps) {
  const id = useId();
  return (
    <div class="settings-choice">
      <label class="visually-hidden" for={id}>
        {t('settings')}
      </label>
      <select
        class="input"
        id={id}
        value={current?.path ?? ''}
        onChange={event => go(pathTo.settings(event.currentTarget.value))}
      >
        {!current && <option value="" />}
        {GROUPS.map(group => (
          <optgroup key={group} label={t(`settings.${group}`)}>
            {pages
              .filter(each => each.group === group)
              .map(({ path, title }) => (
                <option key={path} value={path}>
                  {say(title)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </div>
  );
}
