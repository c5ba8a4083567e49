// The conversation's head: who it is with, who answers, and what can be done with it.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { Button, IconButton } from '@shared/components/button';
import {
  BackIcon,
  CheckIcon,
  ClockIcon,
  DownloadIcon,
  EyeIcon,
  FlagIcon,
  HandOverIcon,
  MoreIcon,
  PersonIcon,
  ReopenIcon,
  TagIcon,
} from '@shared/components/icons';
import { keyLabel } from '@shared/components/keyboard';
import { Menu, type MenuItem } from '@shared/components/menu';
import type { Conversation, Id, Priority } from '@shared/contracts';
import { useRef, useState } from 'preact/hooks';
import { Owed } from '../inbox/owed';
import { TagMark } from '../inbox/row';
import { customerShown, showCustomer } from '../shell/layout';
import * as actions from '../state/actions';
import { lookingAt, whereIs } from '../state/presence';
import { pathTo, view } from '../state/router';
import { http, leads, myId, zone } from '../state/session';
import { called, people, shops, teams } from '../state/store';
import { inARow, t, times } from '../state/texts';
import { whispering } from '../whispers/state';
import { anchors, type Sheet, sheet } from './sheets';

export function Head({ conversation }: { conversation: Conversation }) {
  const customer = called(conversation.customer_id);
  const shop = shops.get(conversation.shop_id);
  const online = whereIs(conversation.customer_id)?.online;
  return (
    <header class="talk-head">
      <a class="icon-button talk-back" href={pathTo.inbox(view.value)} aria-label={t('back')}>
        <BackIcon />
      </a>
      <div class="talk-who">
        <h1 lang={customer?.locale ?? undefined}>
          <bdi>{customer?.name ?? '…'}</bdi>
        </h1>
        <p>
          {shop && <span class="shop-mark" style={{ background: shop.color }} />}
          <span class="talk-shop">{shop?.name}</span>
          {online && <span class="talk-online">{t('customer.online')}</span>}
          <OwedMark conversation={conversation} />
          {conversation.channel === 'email' && conversation.subject && (
            <bdi class="talk-subject">{conversation.subject}</bdi>
          )}
          <StateMark conversation={conversation} />
          {conversation.tag_ids.map(id => (
            <TagMark key={id} id={id} />
          ))}
        </p>
      </div>
      <Viewers id={conversation.id} />
      <Tools conversation={conversation} />
    </header>
  );
}

/** What is due next; asked, it tells why. */
function OwedMark({ conversation: { clock } }: { conversation: Conversation }) {
  if (!clock) return null;
  return (
    <button
      ref={element => {
        anchors.why = element;
      }}
      type="button"
      class="talk-owed"
      aria-haspopup="dialog"
      aria-expanded={sheet.value === 'why'}
      data-hint={t('owed.why')}
      onClick={() => {
        sheet.value = sheet.peek() === 'why' ? null : 'why';
      }}
    >
      <Owed clock={clock} />
    </button>
  );
}

function StateMark({ conversation }: { conversation: Conversation }) {
  const { state, snoozed_until: until, priority } = conversation;
  return (
    <>
      {priority > 0 && (
        <span class={`talk-mark ${priority === 2 ? 'flag-urgent' : 'flag-high'}`}>
          <FlagIcon size={12} />
          <span>{t(`priority.${priority}`)}</span>
        </span>
      )}
      {state === 'resolved' && (
        <span class="talk-mark talk-good">
          <CheckIcon size={12} />
          <span>{t('state.resolved')}</span>
        </span>
      )}
      {state === 'snoozed' && until && (
        <span class="talk-mark" title={times(zone()).full(until)}>
          <ClockIcon size={12} />
          {t('state.snoozed', { when: times(zone()).relative(until, now.value) })}
        </span>
      )}
    </>
  );
}

/** Colleagues who have this conversation on their screen. */
function Viewers({ id }: { id: Id }) {
  const others = lookingAt(id).filter(each => each !== myId());
  if (!others.length) return null;
  const names = inARow(others.map(each => people.get(each)?.name ?? ''));
  return (
    <span class="talk-viewers" title={t('looking', { name: names })}>
      <EyeIcon size={14} />
      <span class="visually-hidden">{t('looking', { name: names })}</span>
      {others.slice(0, 3).map(each => (
        <Avatar key={each} name={people.get(each)?.name ?? ''} seed={each} size={24} />
      ))}
    </span>
  );
}

function Tools({ conversation }: { conversation: Conversation }) {
  const { id, state } = conversation;
  const more = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  const unfold = (which: Sheet) => () => {
    sheet.value = sheet.peek() === which ? null : which;
  };
  return (
    <div class="talk-tools">
      <button
        ref={element => {
          anchors.assign = element;
        }}
        type="button"
        class="button button-quiet talk-assignee"
        aria-haspopup="dialog"
        aria-expanded={sheet.value === 'assign'}
        data-hint={t('assign')}
        data-hint-key="A"
        onClick={unfold('assign')}
      >
        <Assignee conversation={conversation} />
      </button>
      <span
        ref={element => {
          anchors.tags = element;
        }}
        class="talk-wide"
      >
        <IconButton icon={TagIcon} label={t('tags')} hintKey="T" onClick={unfold('tags')} />
      </span>
      <span
        ref={element => {
          anchors.snooze = element;
        }}
        class="talk-wide"
      >
        <IconButton icon={ClockIcon} label={t('snooze')} hintKey="S" onClick={unfold('snooze')} />
      </span>
      {state === 'resolved' ? (
        <Button icon={ReopenIcon} onClick={() => void actions.reopen(id)}>
          <span class="talk-word">{t('reopen')}</span>
        </Button>
      ) : (
        <Button
          icon={CheckIcon}
          data-hint={t('resolve')}
          data-hint-key="E"
          onClick={() => void actions.resolve(id)}
        >
          <span class="talk-word">{t('resolve')}</span>
        </Button>
      )}
      <span ref={more}>
        <IconButton
          icon={MoreIcon}
          label={t('more')}
          aria-haspopup="menu"
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        />
      </span>
      <IconButton
        icon={PersonIcon}
        label={t('customer')}
        hintKey="I"
        aria-pressed={customerShown.value}
        onClick={() => showCustomer(!customerShown.value)}
      />
      {open && (
        <Menu
          anchor={more.current}
          align="end"
          label={t('more')}
          items={menuItems(conversation)}
          onClose={() => setOpen(false)}
        />
      )}
    </div>
  );
}

function Assignee({ conversation }: { conversation: Conversation }) {
  const person = people.get(conversation.assignee_id);
  const team = teams.get(conversation.team_id);
  if (person) {
    return (
      <>
        <Avatar name={person.name} seed={person.id} size={20} round={false} />
        <span class="visually-hidden">{t('assign')}: </span>
        <span class="talk-word">{person.id === myId() ? t('me') : person.name}</span>
      </>
    );
  }
  return (
    <>
      <HandOverIcon />
      {team && <span class="visually-hidden">{t('assign')}: </span>}
      <span class="talk-word">{team ? team.name : t('assign')}</span>
    </>
  );
}

function menuItems(conversation: Conversation): MenuItem[] {
  const { id, state, assignee_id, priority } = conversation;
  const items: MenuItem[] = [];
  const add = (item: MenuItem | false) => {
    if (item) items.push(item);
  };
  add(
    assignee_id !== myId() && {
      id: 'take',
      label: t(leads() && assignee_id !== null ? 'takeOver' : 'take'),
      icon: PersonIcon,
      detail: <kbd>{keyLabel('Shift+a')}</kbd>,
      run: () => void actions.takeOver(id),
    },
  );
  if (leads()) {
    add({
      id: 'whisper',
      label: t('whisper'),
      icon: EyeIcon,
      run: () =>
        setTimeout(() => {
          whispering.value = id;
        }),
    });
  }
  add({ id: 'tags', label: t('tags'), icon: TagIcon, run: () => later('tags') });
  add({ id: 'snooze', label: t('snooze'), icon: ClockIcon, run: () => later('snooze') });
  add(
    state === 'snoozed' && {
      id: 'wake',
      label: t('wake'),
      icon: ReopenIcon,
      run: () => void actions.wake(id),
    },
  );
  for (const level of [0, 1, 2] as Priority[]) {
    add({
      id: `priority ${level}`,
      label: t('priority.set', { priority: t(`priority.${level}`) }),
      icon: FlagIcon,
      apart: level === 0,
      checked: priority === level,
      run: () => void actions.setPriority(id, level),
    });
  }
  add({
    id: 'export',
    label: t('export'),
    icon: DownloadIcon,
    apart: true,
    run: () => saveAs(http.url(`/conversations/${id}/export?format=txt`), `conversation-${id}.txt`),
  });
  return items;
}

// A download, not a walk to the address: a refusal must not take the desk's place.
function saveAs(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

// After the menu has closed and given the focus back.
function later(which: Sheet): void {
  setTimeout(() => {
    sheet.value = which;
  });
}
