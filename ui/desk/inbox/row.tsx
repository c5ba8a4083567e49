// One conversation in the list: who, what they said last, how long they have waited.

import { now } from '@shared/clock';
import { Avatar } from '@shared/components/avatar';
import { EditIcon, FlagIcon, LockIcon, MailIcon, PhoneIcon } from '@shared/components/icons';
import { Bar, Disc } from '@shared/components/skeleton';
import type { Conversation, Id } from '@shared/contracts';
import { isEmpty } from '../state/drafts';
import { drafts } from '../state/live';
import { lookingAt, typingCustomer, whereIs } from '../state/presence';
import { pathTo } from '../state/router';
import { myId, zone } from '../state/session';
import { called, conversations, people, shops, tags } from '../state/store';
import { t, times } from '../state/texts';
import { ensure } from '../state/timelines';
import { Owed, Waited } from './owed';
import { ROW_HEIGHT } from './window';

interface RowProps {
  id: Id;
  index: number;
  total: number;
  open: boolean;
}

export function Row({ id, index, total, open }: RowProps) {
  const conversation = conversations.get(id);
  const customer = called(conversation?.customer_id ?? null);
  if (!conversation) return null;
  const name = customer?.name ?? '…';
  const unread = isUnread(conversation);
  return (
    <li
      class="row"
      style={{ transform: `translateY(${index * ROW_HEIGHT}px)` }}
      aria-setsize={total}
      aria-posinset={index + 1}
    >
      <a
        class={`row-link${unread ? ' is-unread' : ''}`}
        href={pathTo.conversation(id)}
        aria-current={open ? 'true' : undefined}
        onPointerEnter={() => void ensure(id)}
      >
        <Face name={name} customerId={conversation.customer_id} />
        <span class="row-head">
          <span class="row-name" lang={customer?.locale ?? undefined} dir="auto">
            {name}
          </span>
          {unread && <span class="visually-hidden">{t('row.unread')}</span>}
          <Since conversation={conversation} />
        </span>
        <Preview conversation={conversation} />
        <Foot conversation={conversation} unread={unread} />
      </a>
    </li>
  );
}

/** Whether a customer's message stands that no colleague has read. */
export function isUnread({ last_message: last, agent_read_seq: read }: Conversation): boolean {
  return last !== null && last.author_kind === 'customer' && last.seq > read;
}

function Face({ name, customerId }: { name: string; customerId: Id }) {
  const online = whereIs(customerId)?.online;
  return (
    <span class="row-face">
      <Avatar name={name} seed={customerId} size={36} />
      {online && <span class="online-dot" title={t('customer.online')} />}
    </span>
  );
}

function Since({ conversation }: { conversation: Conversation }) {
  const { waiting_since: since, last_message: last, snoozed_until: until, state } = conversation;
  if (state === 'snoozed' && until) {
    const at = times(zone()).relative(until, now.value);
    return <span class="row-time">{at}</span>;
  }
  if (state === 'open' && conversation.clock) return <Owed clock={conversation.clock} />;
  if (since && state === 'open') return <Waited since={since} />;
  const at = last?.at ?? conversation.created_at;
  return (
    <time class="row-time" dateTime={at}>
      {times(zone()).brief(at, now.peek())}
    </time>
  );
}

function Preview({ conversation }: { conversation: Conversation }) {
  const typing = typingCustomer(conversation.id);
  const draft = drafts.of(conversation.id).value;
  const last = conversation.last_message;
  if (typing) {
    return (
      <span class="row-preview is-typing">
        {t('typing')}
        <Dots />
      </span>
    );
  }
  if (!isEmpty(draft) && draft.body.trim()) {
    return (
      <span class="row-preview is-draft">
        <EditIcon size={13} />
        <span dir="auto">{draft.body}</span>
      </span>
    );
  }
  const text = last?.preview || conversation.subject || t('row.nothing');
  return (
    <span class="row-preview">
      {last?.kind === 'note' && <LockIcon size={12} label={t('note')} />}
      {last?.author_kind === 'agent' && last.kind !== 'note' && (
        <span class="row-you">{t('row.answered')}</span>
      )}
      <bdi lang={conversation.language ?? undefined}>{text}</bdi>
    </span>
  );
}

export function Dots() {
  return (
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  );
}

function Foot({ conversation, unread }: { conversation: Conversation; unread: boolean }) {
  const shop = shops.get(conversation.shop_id);
  const assignee = people.get(conversation.assignee_id);
  const looking = lookingAt(conversation.id).filter(id => id !== myId());
  return (
    <span class="row-foot">
      <ChannelMark channel={conversation.channel} />
      <span class="row-shop">
        {shop && <span class="shop-mark" style={{ background: shop.color }} />}
        <span>{shop?.name}</span>
      </span>
      {conversation.tag_ids.slice(0, 2).map(id => (
        <TagMark key={id} id={id} />
      ))}
      {conversation.tag_ids.length > 2 && <span>+{conversation.tag_ids.length - 2}</span>}
      {conversation.simulated && <span class="row-simulated">{t('simulated')}</span>}
      <span class="row-marks">
        {looking.slice(0, 2).map(id => (
          <Watcher key={id} id={id} />
        ))}
        {conversation.priority > 0 && (
          <FlagIcon
            size={13}
            class={conversation.priority === 2 ? 'flag-urgent' : 'flag-high'}
            label={t(`priority.${conversation.priority}`)}
          />
        )}
        {assignee && assignee.id !== myId() && (
          <span title={t('row.with', { name: assignee.name })}>
            <Avatar name={assignee.name} seed={assignee.id} size={18} round={false} />
          </span>
        )}
        {unread && <span class="unread-dot" aria-hidden="true" />}
      </span>
    </span>
  );
}

/** Which door it came through; the chat, the usual one, goes without saying. */
function ChannelMark({ channel }: Pick<Conversation, 'channel'>) {
  if (channel === 'email') return <MailIcon size={13} label={t('channel.email')} />;
  if (channel === 'phone') return <PhoneIcon size={13} label={t('channel.phone')} />;
  return null;
}

function Watcher({ id }: { id: Id }) {
  const name = people.get(id)?.name ?? '';
  return (
    <span class="row-watcher" title={t('looking', { name })}>
      <Avatar name={name} seed={id} size={18} />
    </span>
  );
}

export function TagMark({ id }: { id: Id }) {
  const tag = tags.get(id);
  if (!tag) return null;
  return (
    <span class="tag-mark">
      <span class="tag-dot" style={{ background: tag.color }} />
      <span>{tag.name}</span>
    </span>
  );
}

export function RowSkeleton({ index }: { index: number }) {
  const width = 40 + ((index * 37) % 40);
  return (
    <div class="row-link row-skeleton">
      <Disc size={36} />
      <span class="row-head">
        <Bar width={`${width}%`} />
      </span>
      <span class="row-preview">
        <Bar width={`${95 - width / 2}%`} />
      </span>
      <span class="row-foot">
        <Bar width="30%" height="0.6em" />
      </span>
    </div>
  );
}
