"""Every kind of event that a webhook may ask for: one that never comes would never be posted.

A test holds the list against what the program records.
"""

from __future__ import annotations

KINDS = frozenset({
    "ability_changed", "address_kept", "address_removed", "agent_read", "api_token_made",
    "api_token_revoked", "backfill_done", "backfill_moved", "backfill_started", "backfill_stopped",
    "calendar_kept", "calendar_removed", "call_came", "call_colleague_asked",
    "call_colleague_entered", "call_colleague_left", "call_connected", "call_ended",
    "call_forgotten", "call_handed_over", "call_held", "call_language_chosen", "call_made",
    "call_passed_on", "call_queued", "call_rang", "call_recorded", "call_requeued", "call_resumed",
    "call_returned", "call_settled", "call_supervised", "call_supervision_ended", "call_taken",
    "call_to_voicemail", "call_wrapped_up", "callback_asked", "canned_reply_changed",
    "canned_reply_made", "canned_reply_removed", "card_rules_kept", "choice_made",
    "clock_cancelled", "clock_fired", "clock_handed_over", "clock_moved", "clock_paused",
    "clock_resumed", "clock_started", "clock_stopped", "connection_changed", "connection_made",
    "connection_removed", "consent_given", "consent_withdrawn", "conversation_assigned",
    "conversation_erased", "conversation_handed_over", "conversation_opened",
    "conversation_prioritised", "conversation_rated", "conversation_reopened",
    "conversation_resolved", "conversation_snoozed", "conversation_tagged",
    "conversation_unassigned", "conversation_untagged", "conversation_woke", "customer_blocked",
    "customer_changed", "customer_erased", "customer_import_begun", "customer_import_moved",
    "customer_left", "customer_named", "customer_read", "customer_recognised", "customer_unblocked",
    "customer_unnamed", "customers_import_undone", "customers_imported", "customers_merged",
    "customers_read", "customers_split", "database_restored", "document_asked", "document_cleared",
    "document_dated", "document_erased", "document_link_withdrawn", "document_original_kept",
    "document_read", "document_received", "document_recognised", "document_refused", "draft_kept",
    "export_asked", "export_expired", "export_failed", "export_made", "export_under_way",
    "incident_changed", "incident_noted", "invitation_accepted", "invitation_made",
    "invitation_withdrawn", "mail_acknowledged", "mail_also_sent", "mail_bounced",
    "mail_complained_of", "mail_delayed", "mail_delivered", "mail_failed", "mail_loop_broken",
    "mail_not_joined", "mail_released", "mail_sent", "mail_taken_back", "mailbox_changed",
    "mailbox_failed", "mailbox_made", "mailbox_recovered", "mailbox_removed", "message_received",
    "message_redacted", "message_sent", "note_written", "order_changed", "order_flagged",
    "order_import_begun", "order_import_moved", "order_import_read", "order_link_made",
    "order_link_revoked", "order_made", "order_matched", "order_moved", "order_noted", "order_paid",
    "order_refunded", "order_unnamed", "orders_imported", "orders_taken_back",
    "organisation_renamed", "organisation_set_up", "parcel_changed", "parcel_made", "parcel_moved",
    "parcel_silent", "parcel_unnamed", "partner_accepted", "partner_answer_handled",
    "partner_answered", "partner_answered_by_machine", "partner_asked", "partner_asked_back",
    "partner_changed", "partner_declined", "partner_left", "partner_link_made", "partner_made",
    "partner_person_changed", "partner_person_invited", "partner_person_joined", "partner_remarked",
    "partner_reminded", "partner_request_unnamed", "partner_told", "partner_unreached",
    "partner_withdrawn", "password_changed", "password_link_made", "person_changed",
    "person_disabled", "person_enabled", "person_erased", "person_erasure_asked",
    "person_export_asked", "person_export_expired", "person_exported", "person_joined",
    "person_request_failed", "phone_line_changed", "phone_line_made", "phone_prompt_changed",
    "presence_changed", "promise_broken", "promise_handed_over", "promise_kept", "promise_made",
    "promise_moved", "promise_withdrawn", "recording_downloaded", "recording_expired",
    "recording_heard", "recovery_codes_made", "refund_accepted", "refund_asked", "refund_done",
    "refund_failed", "refund_tried", "refund_waits", "refund_watched", "refund_withdrawn",
    "routing_changed", "session_ended", "session_started", "shift_changed", "shift_dropped",
    "shift_planned", "shift_templates_kept", "shop_archived", "shop_changed", "shop_made",
    "shop_secret_rotated", "shop_unarchived", "staffing_assumed", "standard_changed",
    "standard_made", "standard_removed", "tag_changed", "tag_made", "tag_removed", "team_dissolved",
    "team_made", "team_renamed", "two_factor_turned_off", "two_factor_turned_on",
    "vault_key_rotated", "vault_settings_changed", "webhook_changed", "webhook_made",
    "webhook_paused", "webhook_removed", "webhook_resumed", "webhook_secret_rotated",
    "whisper_heeded", "whispered",
})  # fmt: skip


def is_kind(kind: str, asked: str) -> bool:
    """Say whether a kind is one that is asked for; a `*` at the end stands for the rest."""
    return kind.startswith(asked[:-1]) if asked.endswith("*") else kind == asked
