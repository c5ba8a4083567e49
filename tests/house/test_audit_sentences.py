"""The audit log's screen has a sentence for whatever people and programs do."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.event_kinds import recorded
from tests.house.tree import text

NO_DEEDS = {
    "by looking or typing, and left out of the log": "agent_read draft_kept",
    "by customers": (
        "callback_asked choice_made conversation_rated customer_left customer_read"
        " document_received message_received"
    ),
    "by partners": (
        "partner_answered partner_asked_back partner_declined partner_person_joined"
        " partner_remarked"
    ),
    "by the desk itself": (
        "backfill_done backfill_moved customer_import_moved customer_recognised database_restored"
        " document_dated document_original_kept document_recognised export_expired export_failed"
        " export_under_way mail_acknowledged mail_also_sent mail_bounced mail_complained_of"
        " mail_delayed mail_delivered mail_failed mail_loop_broken mail_not_joined mail_sent"
        " mailbox_failed mailbox_recovered order_import_moved order_unnamed parcel_silent"
        " parcel_unnamed partner_answered_by_machine partner_request_unnamed partner_unreached"
        " person_export_expired person_request_failed promise_broken recording_expired"
        " refund_accepted refund_done refund_failed refund_tried refund_waits refund_watched"
        " vault_key_rotated webhook_paused"
    ),
}
"""Kinds that are no deed of the staff's or of a program's, by whose they are."""


def test_every_deed_has_a_sentence() -> None:
    source = text(Path("ui/desk/settings/audit/sentences.ts"))
    told = {*re.findall(r"^    '([a-z_]+)',$", source, re.MULTILINE)}
    told |= {*re.findall(r"'([a-z_]+)'", re.findall(r"^  data: \[(.*)\]", source, re.MULTILINE)[0])}
    kinds = recorded()
    no_deeds = {kind for these in NO_DEEDS.values() for kind in these.split()}
    deeds = {kind for kind in kinds if not kind.startswith(("clock_", "call_"))}
    assert deeds - told - no_deeds == set(), "The audit log would show these as they are written."
    assert no_deeds & told == set()
    assert no_deeds - kinds == set(), "No longer recorded."
    assert told - kinds == set(), "Never recorded."
