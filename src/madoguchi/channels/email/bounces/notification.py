"""Notifications of Amazon SES as JSON, sent on to a mailbox by SNS."""

from __future__ import annotations

import json
from typing import Any

from madoguchi.channels.email.bounces.codes import find_status
from madoguchi.channels.email.bounces.reasons import (
    BY_STATUS,
    DECISIVE,
    HARD,
    reason_by_status,
    reason_by_words,
)
from madoguchi.channels.email.contracts import BouncedRecipient

# bounceSubType to reason, where the diagnostic says nothing (Amazon SES developer guide,
# "Amazon SNS notification contents").
_SUBTYPES = {
    "NoEmail": "userunknown",
    "MailboxFull": "mailboxfull",
    "MessageTooLarge": "mesgtoobig",
    "ContentRejected": "contenterror",
    "AttachmentRejected": "policyviolation",
    "Suppressed": "suppressed",
    "OnAccountSuppressionList": "suppressed",
}


def read_notification(notice: str) -> list[BouncedRecipient] | None:
    """Read the JSON of a notification; None where the text is none."""
    if "notificationType" not in notice and "eventType" not in notice:
        return None
    # Mail transports break overlong lines by an exclamation mark (Sendmail's SMTP mailer does).
    whole = notice.replace("!\n ", "")
    try:
        event, _ = json.JSONDecoder(strict=False).raw_decode(whole[whole.index("{") :])
    except (ValueError, RecursionError):
        return None
    if not isinstance(event, dict):
        return None
    if isinstance(event.get("Message"), str):
        return read_notification(event["Message"])
    kind = str(event.get("notificationType") or event.get("eventType"))
    details = event.get(kind.lower())
    if not isinstance(details, dict):
        return None
    if kind == "Bounce":
        return [_bounced(one, details) for one in _listed(details, "bouncedRecipients")]
    if kind == "Complaint":
        complaint = str(details.get("complaintFeedbackType") or "abuse")
        return [
            BouncedRecipient(_address(one), False, "", "feedback", complaint)
            for one in _listed(details, "complainedRecipients")
        ]
    response = str(details.get("smtpResponse") or "")
    return [
        BouncedRecipient(
            _address(one), False, find_status(response) or "2.0.0", "delivered", response
        )
        for one in _listed(details, "recipients")
    ]


def _listed(details: dict[str, Any], name: str) -> list[Any]:
    found = details.get(name)
    return found if isinstance(found, list) else []


def _address(recipient: object) -> str:
    return str(recipient.get("emailAddress", "")) if isinstance(recipient, dict) else str(recipient)


def _bounced(recipient: object, details: dict[str, Any]) -> BouncedRecipient:
    fields = recipient if isinstance(recipient, dict) else {}
    diagnostic = str(fields.get("diagnosticCode") or "")
    status = find_status(str(fields.get("status") or "")) or find_status(diagnostic)
    reason = (
        reason_by_status(status, DECISIVE)
        or reason_by_words(diagnostic)
        or _SUBTYPES.get(str(details.get("bounceSubType")), "")
        or reason_by_status(status, BY_STATUS)
        or "undefined"
    )
    return BouncedRecipient(_address(recipient), reason in HARD, status, reason, diagnostic[:500])
