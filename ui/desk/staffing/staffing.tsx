// Staffing: the week's plan as a grid, what it needs and has, and what that is worked out from.

import { Button, IconButton } from '@shared/components/button';
import { BackIcon, NextIcon } from '@shared/components/icons';
import type { Person, Shift, ShiftTemplate } from '@shared/contracts';
import { useEffect, useState } from 'preact/hooks';
import { BackToInbox } from '../figures/back';
import { complain } from '../state/actions';
import { connection } from '../state/live';
import { go, pathTo, route } from '../state/router';
import { http, me, zone as ownZone } from '../state/session';
import { people, shops } from '../state/store';
import { AssumptionsForm } from './assumptions';
import { Chart } from './chart';
import { addDays, type Day, isDay, monday, wall } from './clock';
import { ShiftDialog } from './dialog';
import { Grid } from './grid';
import { KeyHints } from './key_hints';
import { MyShifts } from './mine';
import { copyLastWeek, fetchPlan, type ShiftDraft, shifts } from './plan';
import { say, when, wordsReady } from './texts';
import { UsualHours } from './usual';
import { fetchStaffing, scope, staffing } from './week';
import './staffing.css';
import './grid.css';
import './chart.css';

const SETTLE = 300;
const NARROW = '(max-width: 859px)';

export function Staffing() {
  const narrow = useNarrow();
  const [chosen, setZone] = useState<string | null>(null);
  const [templates, setTemplates] = useState<ShiftTemplate[]>([]);
  const [usual, setUsual] = useState(false);
  const [open, setOpen] = useState<Shift | ShiftDraft | null>(null);
  const zone = chosen ?? ownZone();
  const at = route.value;
  const today = wall(Date.now(), zone).day;
  const asked = at.name === 'staffing' && isDay(at.day) ? at.day : today;
  const week = monday(asked);
  const first = narrow ? asked : week;
  const days = narrow ? 1 : 7;
  const editing = me.value !== null && me.value.role !== 'agent';
  const live = connection.value === 'live';

  useEffect(() => {
    if (live) fetchPlan(addDays(week, -1), 9, zone).catch(complain);
  }, [live, week, zone]);
  useEffect(() => {
    http
      .get<{ items: ShiftTemplate[] }>('/shifts/templates')
      .then(({ items }) => setTemplates(items), complain);
  }, []);

  const planned = shifts.values();
  const state = planned.map(({ id, version }) => `${id}.${version}`).join(' ');
  const { shop_id, channel } = scope.value;
  const need = () => {
    if (editing)
      fetchStaffing(week, zone).catch(error => error.name !== 'AbortError' && complain(error));
  };
  useEffect(() => {
    const timer = setTimeout(need, staffing.peek() ? SETTLE : 0);
    return () => clearTimeout(timer);
  }, [editing, week, zone, shop_id, channel, state, live]);

  if (!wordsReady()) return <div class="staffing" />;
  const rows = inOrder(people.values(), shop_id, editing);
  const found =
    staffing.value?.first === week && staffing.value.zone === zone ? staffing.value : null;
  const zones = zonesOf(zone);
  const show = (day: Day) => go(pathTo.staffing(day), { replace: true });
  return (
    <main class="staffing" id="main" tabIndex={-1}>
      <header class="staffing-head">
        <BackToInbox />
        <h1>{say('title')}</h1>
        <div class="staffing-week">
          <IconButton
            icon={BackIcon}
            label={say(narrow ? 'dayBefore' : 'weekBefore')}
            onClick={() => show(addDays(asked, -days))}
          />
          <Button onClick={() => show(today)} disabled={asked === today}>
            {say('today')}
          </Button>
          <IconButton
            icon={NextIcon}
            label={say(narrow ? 'dayAfter' : 'weekAfter')}
            onClick={() => show(addDays(asked, days))}
          />
          <strong class="staffing-when" role="status">
            {narrow ? when(asked) : `${when(week)} – ${when(addDays(week, 6))}`}
          </strong>
        </div>
        <div class="staffing-tools">
          {editing && <ScopeChoice />}
          <select
            class="input"
            aria-label={say('gridZone')}
            value={zone}
            onChange={event => setZone(event.currentTarget.value)}
          >
            {zones.map(each => (
              <option key={each} value={each}>
                {each.replaceAll('_', ' ')}
              </option>
            ))}
          </select>
          {editing && (
            <>
              <Button onClick={() => setUsual(true)}>{say('usual')}</Button>
              <Button onClick={() => void copyLastWeek(week).catch(complain)}>{say('copy')}</Button>
            </>
          )}
        </div>
      </header>
      {!editing && <MyShifts week={week} />}
      <Grid
        first={first}
        days={days}
        zone={zone}
        today={today}
        rows={rows}
        templates={templates}
        editing={editing}
        onEdit={setOpen}
      />
      {editing && !narrow && <KeyHints templates={templates} />}
      {editing && found && <Chart week={found} first={first} days={days} />}
      {editing && found && (
        <AssumptionsForm key={`${shop_id} ${channel}`} week={found} onKept={need} />
      )}
      {usual && (
        <UsualHours templates={templates} onKept={setTemplates} onClose={() => setUsual(false)} />
      )}
      {open && (
        <ShiftDialog
          what={open}
          rows={rows}
          zones={zones}
          templates={templates}
          editing={editing}
          onClose={() => setOpen(null)}
        />
      )}
    </main>
  );
}

/** Whose history and whose people: all, a shop's, a channel's. */
function ScopeChoice() {
  const { shop_id, channel } = scope.value;
  return (
    <>
      <select
        class="input"
        aria-label={say('shop')}
        value={shop_id ?? ''}
        onChange={event => {
          scope.value = { ...scope.peek(), shop_id: Number(event.currentTarget.value) || null };
        }}
      >
        <option value="">{say('allShops')}</option>
        {shops
          .values()
          .filter(shop => !shop.archived_at)
          .map(shop => (
            <option key={shop.id} value={shop.id}>
              {shop.name}
            </option>
          ))}
      </select>
      <select
        class="input"
        aria-label={say('channel')}
        value={channel ?? ''}
        onChange={event => {
          scope.value = { ...scope.peek(), channel: event.currentTarget.value || null };
        }}
      >
        <option value="">{say('allChannels')}</option>
        <option value="webchat">{say('channel.webchat')}</option>
        <option value="email">{say('channel.email')}</option>
      </select>
    </>
  );
}

/** Who stands on the grid: of a shop, who sees it; who only reads the plan stands first. */
function inOrder(staff: readonly Person[], shop_id: number | null, editing: boolean): Person[] {
  const mine = me.value?.id;
  return staff
    .filter(person => !person.disabled_at)
    .filter(person => !shop_id || person.all_shops || person.shop_ids.includes(shop_id))
    .sort((one, other) => {
      const first = editing ? 0 : Number(other.id === mine) - Number(one.id === mine);
      return first || one.name.localeCompare(other.name) || one.id - other.id;
    });
}

/** The zones of this house: one's own first, then those of colleagues and shops. */
function zonesOf(chosen: string): string[] {
  const found = [ownZone(), chosen];
  for (const person of people.values()) if (!person.disabled_at) found.push(person.zone);
  for (const shop of shops.values()) if (!shop.archived_at) found.push(shop.zone);
  return [...new Set(found)];
}

function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const media = matchMedia(NARROW);
    const look = () => setNarrow(media.matches);
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, []);
  return narrow;
}
