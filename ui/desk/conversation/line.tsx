// System lines: what happened to the conversation, in the reader's language.

import type { Icon } from '@shared/components/icons';
import {
  AlertIcon,
  CheckIcon,
  ClockIcon,
  FlagIcon,
  HandOverIcon,
  InboxIcon,
  MailIcon,
  PersonIcon,
  PhoneIcon,
  ReopenIcon,
  ShieldIcon,
  StarIcon,
  TagIcon,
} from '@shared/components/icons';
import type { SystemLine as Line, Message } from '@shared/contracts';
import { lazily } from '../lazily';
import { BoxIcon } from '../partners/icons';
import { zone } from '../state/session';
import { people, promises, tags, teams } from '../state/store';
import { hasText, rich, type TextKey, t, times } from '../state/texts';
import { whyRouted } from './routed';

const PartnerLine = lazily(() => import('../partners/line').then(found => found.PartnerLine));
const MailLine = lazily(() => import('../mail/line').then(found => found.MailLine));
const VaultLine = lazily(() => import('../vault/line').then(found => found.VaultLine));

const CallLine = lazily(() => import('../phone/line').then(found => found.CallLine));

const ICONS: Record<string, Icon> = {
  assigned: PersonIcon,
  routed: PersonIcon,
  requeued: InboxIcon,
  taken_over: PersonIcon,
  unassigned: PersonIcon,
  handed_over: HandOverIcon,
  resolved: CheckIcon,
  reopened: ReopenIcon,
  snoozed: ClockIcon,
  woke: ClockIcon,
  closed_notice: ClockIcon,
  tagged: TagIcon,
  untagged: TagIcon,
  rated: StarIcon,
  mail_bounced: AlertIcon,
  mail_complaint: AlertIcon,
  mail_loop: AlertIcon,
  also_sent_to: MailIcon,
  answered_by: MailIcon,
  names_another: AlertIcon,
  call_came: PhoneIcon,
  call_made: PhoneIcon,
  callback_asked: PhoneIcon,
  call_joined: PhoneIcon,
  call_taken: PhoneIcon,
  call_ended: PhoneIcon,
  call_requeued: PhoneIcon,
  call_handed_over: HandOverIcon,
  voicemail_left: PhoneIcon,
  acknowledged: MailIcon,
  continues: ReopenIcon,
  promise_made: FlagIcon,
  promise_kept: CheckIcon,
  promise_kept_late: CheckIcon,
  promise_broken: AlertIcon,
  promise_moved: ClockIcon,
  promise_withdrawn: FlagIcon,
  document_asked: ShieldIcon,
  document_received: ShieldIcon,
  partner_asked: BoxIcon,
  partner_told: BoxIcon,
  partner_withdrawn: BoxIcon,
  partner_answered: CheckIcon,
  partner_asked_back: AlertIcon,
  partner_declined: AlertIcon,
  partner_accepted: CheckIcon,
  partner_left: BoxIcon,
  partner_answered_by_machine: BoxIcon,
  partner_remarked: BoxIcon,
  partner_stranger: AlertIcon,
  partner_unreached: AlertIcon,
};

export function SystemLine({ message }: { message: Message }) {
  const { line, seq, at } = message;
  if (!line) return null;
  const Glyph = ICONS[line.key] ?? InboxIcon;
  return (
    <div class="system-line" data-seq={seq}>
      <Glyph size={13} />
      <span>
        {lineText(line)}
        {typeof line.params.promises === 'number' && (
          <small> · {t('line.promises', { count: line.params.promises })}</small>
        )}
      </span>{' '}
      <time dateTime={at} title={times(zone()).full(at)}>
        {times(zone()).time(at)}
      </time>
    </div>
  );
}

/** The line's sentence; a kind this desk does not know yet shows its plain name. */
function lineText({ key, params }: Line) {
  if (key.startsWith('document_')) return <VaultLine line={{ key, params }} />;
  if (key.startsWith('partner_')) return <PartnerLine line={{ key, params }} />;
  const taken = key === 'assigned' && params.by !== null && params.by === params.to;
  const byDesk = 'by' in params && params.by === null;
  const from = key === 'taken_over' && params.holder != null ? 'taken_over.from' : key;
  const wanted = taken ? 'line.taken' : byDesk ? `line.${key}.desk` : `line.${from}`;
  const known: TextKey | null = hasText(wanted)
    ? wanted
    : hasText(`line.${key}`)
      ? (`line.${key}` as TextKey)
      : null;
  if (!known) {
    const Other = /^(call|callback|voicemail)_/.test(key) ? CallLine : MailLine;
    return <Other line={{ key, params }} />;
  }
  return rich(known, {
    by: <b>{personOf(params.by)}</b>,
    to: <b>{params.to == null ? nameOf(teams, params.team) : personOf(params.to)}</b>,
    team: <b>{nameOf(teams, params.team)}</b>,
    holder: <b>{nameOf(people, params.holder)}</b>,
    why: key === 'routed' ? whyRouted(params) : '',
    tag: <b>{nameOf(tags, params.tag)}</b>,
    score: String(params.score ?? ''),
    until: instant(params.until),
    opens_at: instant(params.opens_at),
    due: instant(params.due_at),
    reason: String(params.reason ?? ''),
    what: <bdi>{nameOfPromise(params.promise)}</bdi>,
  });
}

type Value = string | number | null | undefined;

const personOf = (value: Value): string =>
  value == null ? t('desk.itself') : nameOf(people, value);

/** Parameters name what they mean, or give its id. */
function nameOf(map: { get: (id: number) => { name: string } | undefined }, value: Value): string {
  if (typeof value === 'number') return map.get(value)?.name ?? '…';
  return value ?? '';
}

const nameOfPromise = (value: Value): string =>
  (typeof value === 'number' && promises.get(value)?.text) || t('promise.unnamed');

function instant(value: Value): string {
  return value == null ? '' : times(zone()).moment(value);
}
