// What an event of the log says: who, what, and on what; each kind in a sentence of its language.

import type { Id, Time } from '@shared/contracts';
import { money } from '@shared/orders';
import { locale } from '../../state/texts';
import type { SettingsKey } from '../texts';

export interface Entry {
  id: Id;
  kind: string;
  at: Time;
  by: { kind: string; id: Id | null };
  shop_id: Id | null;
  conversation_id: Id | null;
  changes: readonly { type: string; id: Id; value: Readonly<Record<string, unknown>> | null }[];
}

/** The kinds there are sentences for, in the groups they are searched by. */
export const GROUPS = {
  access: [
    'session_started',
    'session_ended',
    'password_changed',
    'password_link_made',
    'recovery_codes_made',
    'two_factor_turned_on',
    'two_factor_turned_off',
    'api_token_made',
    'api_token_revoked',
  ],
  people: [
    'organisation_set_up',
    'organisation_renamed',
    'invitation_made',
    'invitation_withdrawn',
    'invitation_accepted',
    'person_joined',
    'person_changed',
    'person_disabled',
    'person_enabled',
    'team_made',
    'team_renamed',
    'team_dissolved',
    'shift_planned',
    'shift_changed',
    'shift_dropped',
    'shift_templates_kept',
    'staffing_assumed',
    'ability_changed',
    'presence_changed',
  ],
  shops: [
    'shop_made',
    'shop_changed',
    'shop_archived',
    'shop_unarchived',
    'shop_secret_rotated',
    'routing_changed',
    'tag_made',
    'tag_changed',
    'tag_removed',
    'canned_reply_made',
    'canned_reply_changed',
    'canned_reply_removed',
    'webhook_made',
    'webhook_changed',
    'webhook_resumed',
    'webhook_secret_rotated',
    'webhook_removed',
    'connection_made',
    'connection_changed',
    'connection_removed',
    'backfill_started',
    'backfill_stopped',
    'calendar_kept',
    'calendar_removed',
    'standard_made',
    'standard_changed',
    'standard_removed',
    'mailbox_made',
    'mailbox_changed',
    'mailbox_removed',
    'partner_made',
    'partner_changed',
    'partner_person_invited',
    'partner_person_changed',
    'card_rules_kept',
    'phone_line_made',
    'phone_line_changed',
    'phone_prompt_changed',
  ],
  customers: [
    'customer_changed',
    'customer_blocked',
    'customer_unblocked',
    'customer_named',
    'customer_unnamed',
    'customers_merged',
    'customers_split',
    'address_kept',
    'address_removed',
    'consent_given',
    'consent_withdrawn',
    'incident_noted',
    'incident_changed',
    'person_export_asked',
    'person_exported',
    'person_erasure_asked',
    'person_erased',
    'customer_erased',
    'customers_read',
    'customer_import_begun',
    'customers_imported',
    'customers_import_undone',
  ],
  orders: [
    'order_made',
    'order_changed',
    'order_paid',
    'order_refunded',
    'order_noted',
    'order_flagged',
    'order_moved',
    'order_matched',
    'order_link_made',
    'order_link_revoked',
    'order_import_read',
    'order_import_begun',
    'orders_imported',
    'orders_taken_back',
    'parcel_made',
    'parcel_changed',
    'parcel_moved',
    'refund_asked',
    'refund_withdrawn',
  ],
  conversations: [
    'conversation_opened',
    'message_sent',
    'note_written',
    'message_redacted',
    'conversation_assigned',
    'conversation_unassigned',
    'conversation_handed_over',
    'conversation_resolved',
    'conversation_reopened',
    'conversation_snoozed',
    'conversation_woke',
    'conversation_prioritised',
    'conversation_tagged',
    'conversation_untagged',
    'conversation_erased',
    'whispered',
    'whisper_heeded',
    'mail_taken_back',
    'mail_released',
    'call_made',
    'call_taken',
    'call_handed_over',
    'call_wrapped_up',
    'promise_made',
    'promise_moved',
    'promise_handed_over',
    'promise_kept',
    'promise_withdrawn',
    'partner_asked',
    'partner_told',
    'partner_reminded',
    'partner_withdrawn',
    'partner_left',
    'partner_accepted',
    'partner_link_made',
    'partner_answer_handled',
    'call_supervised',
    'call_supervision_ended',
    'recording_heard',
    'recording_downloaded',
    'document_asked',
    'document_link_withdrawn',
    'document_read',
    'document_refused',
    'document_cleared',
    'document_erased',
  ],
  data: ['export_asked', 'export_made', 'vault_settings_changed'],
} as const;

export type Group = keyof typeof GROUPS;
export const GROUP_NAMES = Object.keys(GROUPS) as Group[];
export type Kind = (typeof GROUPS)[Group][number];

/** The text of a kind; `audit.other` for those that came after this screen. */
export function sentenceOf(kind: string): SettingsKey {
  const known = GROUP_NAMES.some(name => (GROUPS[name] as readonly string[]).includes(kind));
  if (known) return `audit.${kind}` as SettingsKey;
  return kind.startsWith('call_') ? 'audit.call_other' : 'audit.other';
}

/** What the event is about, by the name its entity bears; empty where it bears none. */
export function subjectOf(entry: Entry): string {
  for (const { type, value } of entry.changes) {
    if (type === 'session' || type === 'conversation' || type === 'message') continue;
    if (type === 'refund_request' && value)
      return money(Number(value.amount), String(value.currency), locale.value);
    const names = [value?.name, value?.title, value?.number, value?.email, value?.url];
    const name = names.find(each => typeof each === 'string' && each);
    if (name) return String(name);
  }
  return '';
}

/** Where in the desk the event can be looked at, if anywhere. */
export function placeOf(entry: Entry): { conversation: Id; seq: number | null } | null {
  if (entry.conversation_id === null) return null;
  const message = entry.changes.find(({ type }) => type === 'message');
  const seq = message?.value?.seq;
  return { conversation: entry.conversation_id, seq: typeof seq === 'number' ? seq : null };
}
