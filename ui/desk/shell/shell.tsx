// The desk's frame: the rail, the list, and beside them whatever the route names.

import type { ComponentType } from 'preact';
import { useEffect, useLayoutEffect } from 'preact/hooks';
import { ConversationScreen } from '../conversation/conversation';
import { CustomerPane } from '../customer/customer';
import { Inbox } from '../inbox/inbox';
import { lazily } from '../lazily';
import { connection, openId } from '../state/live';
import { type Route, route } from '../state/router';
import { t } from '../state/texts';
import { Connection } from './connection';
import { customerShown, foldPanel, panel } from './layout';
import { NothingOpen } from './nothing_open';
import { Rail } from './rail';
import './shell.css';
import { startShortcuts } from './shortcuts';
import { startTitle } from './title';

const Promises = lazily(() => import('../promises/page').then(found => found.Promises));
const Partners = lazily(() => import('../partners/page').then(found => found.Partners));
const Search = lazily(() => import('../search/search').then(found => found.Search));
const Staffing = lazily(() => import('../staffing/staffing').then(found => found.Staffing));
const Settings = lazily(() => import('../settings/shell').then(found => found.Settings));
const Figures = lazily(() => import('../figures/figures').then(found => found.FiguresScreen));
const Wallboard = lazily(() =>
  import('../wallboard/wallboard').then(found => found.WallboardScreen),
);
const Overdue = lazily(() => import('../overdue/overdue').then(found => found.Overdue));
const SilentParcels = lazily(() => import('../orders/silent').then(found => found.SilentParcels));
const Telephone = lazily(() => import('../phone/start').then(found => found.Telephone));
const Palette = lazily(() => import('./palette').then(found => found.Palette));
const FirstMail = lazily(() => import('../mail/first').then(found => found.FirstMail));
const Sheet = lazily(() => import('./sheet').then(found => found.Sheet));

/** The screens that stand in place of list and conversation. */
const WHOLE: Partial<Record<Route['name'], ComponentType>> = {
  promises: Promises,
  partners: Partners,
  settings: Settings,
  overdue: Overdue,
  parcels: SilentParcels,
  staffing: Staffing,
  wallboard: Wallboard,
  figures: Figures,
};

export function Shell() {
  // Before it is seen: what stands there listens.
  useLayoutEffect(startShortcuts, []);
  useEffect(() => {
    const stop = startTitle();
    void import('../promises/state'); // who owes what, for the rail's counts
    return stop;
  }, []);

  const { name } = route.value;
  const talkingIn = openId.value;
  const Whole = WHOLE[name];
  return (
    <div
      class="desk"
      data-place={name}
      data-customer={talkingIn !== null && customerShown.value ? 'shown' : 'hidden'}
    >
      <a class="skip" href="#main">
        {t('skip')}
      </a>
      <Rail />
      {connection.value !== 'live' && <Connection />}
      {Whole ? (
        <Whole />
      ) : (
        <>
          <main class="desk-places">
            <Inbox />
            <div class="desk-main" id="main" tabIndex={-1}>
              <Place />
            </div>
          </main>
          {talkingIn !== null && <CustomerPane key={talkingIn} conversationId={talkingIn} />}
        </>
      )}
      <Telephone />
      {panel.value === 'palette' && <Palette />}
      {panel.value === 'sheet' && <Sheet />}
      {panel.value === 'mail' && <FirstMail onClose={foldPanel} />}
    </div>
  );
}

function Place() {
  const at = route.value;
  if (at.name === 'conversation') return <ConversationScreen key={at.id} id={at.id} seq={at.seq} />;
  if (at.name === 'search') return <Search />;
  return <NothingOpen />;
}
