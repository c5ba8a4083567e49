"""A mail to a Bounce, or None where it is no delivery report."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from madoguchi.channels.email.bounces import formats
from madoguchi.channels.email.bounces.codes import find_reply_code, find_stage, find_status
from madoguchi.channels.email.bounces.notification import read_notification
from madoguchi.channels.email.bounces.reasons import (
    BY_STATUS,
    DECISIVE,
    HARD,
    reason_by_status,
    reason_by_words,
)
from madoguchi.channels.email.bounces.recipients import (
    Said,
    addresses_in,
    find_failed,
    words_by_address,
)
from madoguchi.channels.email.bounces.report import Fields, Report, groups_in, take_apart
from madoguchi.channels.email.contracts import Bounce, BouncedRecipient
from madoguchi.channels.email.mime.structure import Part

_REPORT_TYPES = ("message/delivery-status", "message/global-delivery-status")
_FEEDBACK = "message/feedback-report"
_DELAYED = ("delayed", "delay")
_EXPIRED = "4.4.7"
"""RFC 3463, 3.5: delivery time expired."""
_STILL_TRYING = re.compile(
    r"still being retried|will (?:keep|continue) (?:on )?(?:re)?trying|warning message only"
    r"|no(?:t)? (?:need|action) (?:is required|to resend)|do not need to resend"
    r"|delivery (?:has been|is) delayed|will be retried|temporarily delayed"
    r"|继续(?:尝试|重试)|繼續(?:嘗試|重試)|再送を(?:試み|続け)|배달을 계속|계속 (?:재)?시도",
    re.IGNORECASE,
)
_DELIVERED = ("delivered", "relayed", "expanded", "deliverable")
_ANSWER = re.compile(
    r"\s*(?:re|fwd?|aw|wg|tr|rv|回复|回覆|答复|转发|轉寄|답장|전달)\s*[:：]"
    r"(?!.{0,200}(?:: non remis|\(delivery failed\))\s*$)",
    re.IGNORECASE,
)
_TRANSCRIPT = re.compile(
    r"^\s*(?:[45]\d\d[ -]|>>>|<<<|while talking)", re.IGNORECASE | re.MULTILINE
)
_COMPLAINT = re.compile(r"complaint about message from", re.IGNORECASE)
_DIAGNOSTIC_LENGTH = 500
_MAX_RECIPIENTS = 300


class Evidence(NamedTuple):
    """All that a report says about one recipient, before it is judged."""

    address: str
    action: str = ""
    status: str = ""
    diagnostic: str = ""
    prose: str = ""
    notice: str = ""


def read_bounce(root: Part, subject: str) -> Bounce | None:
    """Recognise a delivery report and read it; a report that a person forwards is none.

    A report whose recipient cannot be found has no recipients, but is a Bounce all the same.
    """
    if not _may_be_report(root, subject):
        return None
    report = take_apart(root, subject)
    found = _read(report)
    if not found:
        # A gateway may have wrapped another server's report in one of its own.
        inner = next((b for b in map(_wrapped, root.children) if b and b.recipients), None)
        if inner:
            return inner
    if found is None:
        return None
    found = found or _assumed(report)
    unique = {one.address.lower(): one for one in reversed(found)}
    recipients = tuple(reversed(unique.values()))[:_MAX_RECIPIENTS]
    return Bounce(recipients, report.original_message_id)


def _read(report: Report) -> list[BouncedRecipient] | None:
    for found in (_from_feedback(report), _from_groups(report), read_notification(report.notice)):
        if found is not None:
            return found
    return _from_prose(report)


def _may_be_report(root: Part, subject: str) -> bool:
    """Sort out ordinary mail: a report shows in its structure, sender or subject."""
    headers = root.headers
    if "x-failed-recipients" in headers or root.parameters.get("report-type", "").lower() in (
        "delivery-status",
        "feedback-report",
    ):
        return True
    if any(part.content_type in (*_REPORT_TYPES, _FEEDBACK) for part in root.children):
        return True
    if formats.from_machine(headers.ascii("from")) or headers.ascii("return-path") == "<>":
        return True
    return not _ANSWER.match(subject) and formats.SUBJECT.match(subject) is not None


def _from_feedback(report: Report) -> list[BouncedRecipient] | None:
    """Read an abuse report (RFC 5965): the recipient complained, the address is alive."""
    fields = report.feedback
    if fields is None:
        if not _COMPLAINT.match(report.subject):
            return None
        fields = {}
    named = " ".join(
        fields.get(name, "")
        for name in ("original-rcpt-to", "removal-recipient", "redacted-address")
    )
    complained = addresses_in(named) or addresses_in(report.original_recipients)
    kind = fields.get("feedback-type", "abuse")
    return [BouncedRecipient(address, False, "", "feedback", kind) for address in complained]


def _from_groups(report: Report) -> list[BouncedRecipient] | None:
    """Read the fields of RFC 3464, with the prose where they are silent."""
    if not report.groups:
        return None
    form = formats.recognise(report.notice)
    words = words_by_address(report.notice)
    found = []
    for group in report.groups[:_MAX_RECIPIENTS]:
        address = _recipient(group)
        prose = words.get(address.lower(), "")
        evidence = Evidence(
            address=address,
            action=group.get("action", "").lower().split(" ")[0].strip(" ;"),
            status=find_status(group.get("status", "")) or group.get("status", "")[:5],
            diagnostic=_diagnostic(group),
            prose=prose,
            notice=report.notice,
        )
        if not address:
            # A pipe or an X.400 name: the prose may know whom the sender wrote to.
            known = find_failed(report.notice, _senders(report))
            address = known[0].address if known else _fallback(report)
            evidence = evidence._replace(address=address)
        found.append(judge(evidence, form))
    return [one for one in found if one.address] or None


def _recipient(group: Fields) -> str:
    """Prefer the address as the sender wrote it over that of the last hop (RFC 3464 §2.3.1)."""
    for name in ("original-recipient", "final-recipient", "x-actual-recipient"):
        value = group.get(name, "")
        _, typed, rest = value.partition(";")
        found = addresses_in(rest if typed else value)
        if found and not (rest or value).strip().startswith("|"):
            return found[0]
    return ""


def _diagnostic(group: Fields) -> str:
    value = group.get("diagnostic-code", "")
    kind, typed, rest = value.partition(";")
    words = rest.strip() if typed and " " not in kind.strip() else value
    return f"{kind}; {words}" if kind.strip().lower() == "x-unix" else words


def _from_prose(report: Report) -> list[BouncedRecipient] | None:
    """Read a report without fields: X-Failed-Recipients (Exim, Gmail), or words alone."""
    named = addresses_in(report.headers.ascii("x-failed-recipients"))
    form = formats.recognise(report.notice)
    if form is None and not named and not _is_certain(report):
        return None
    if named:
        words = words_by_address(report.notice)
        said = [
            Said(address, words.get(address.lower(), "")) for address in named[:_MAX_RECIPIENTS]
        ]
    else:
        said = find_failed(report.notice, _senders(report))
    if not said and form is not None and form.bare:
        said = _bare_names(report)
    if not said and not _is_certain(report):
        return None
    return [
        judge(Evidence(one.address, diagnostic=one.words, notice=report.notice), form)
        for one in said
    ]


def _is_certain(report: Report) -> bool:
    """Say whether sender and subject both are a mail server's: then it is a report in any case."""
    sender = report.headers.ascii("from")
    return formats.from_machine(sender) and formats.SUBJECT.match(report.subject) is not None


def _bare_names(report: Report) -> list[Said]:
    """Complete names without a domain by that of the server that reports (AOL screen names)."""
    domain = report.headers.ascii("from").rpartition("@")[2].strip("<> ").lower()
    names = formats.BARE_NAME.findall(report.notice)
    return [Said(f"{name}@{domain}", report.notice) for name in names] if domain else []


def _senders(report: Report) -> list[str]:
    """Return whom the report was sent to, and who sent it: they did not fail."""
    fields = (report.headers.ascii(name) for name in ("to", "from", "delivered-to"))
    return [address for field in fields for address in addresses_in(field)]


def _wrapped(part: Part) -> Bounce | None:
    inner = part.children[0] if part.children and not part.is_multipart else None
    if inner is None or inner.parameters.get("report-type", "").lower() != "delivery-status":
        return None
    found = _from_groups(take_apart(inner, ""))
    return Bounce(tuple(found), None) if found else None


def _assumed(report: Report) -> list[BouncedRecipient]:
    """Blame the only recipient of the returned mail, where the report itself names nobody."""
    inner = _from_groups(report._replace(groups=groups_in(report.returned)))
    if inner:
        return inner
    address = _fallback(report)
    form = formats.recognise(report.notice)
    return [judge(Evidence(address, notice=report.notice), form)] if address else []


def _fallback(report: Report) -> str:
    """Return the only recipient of the returned mail, where the report itself names nobody."""
    recipients = addresses_in(report.original_recipients)
    return recipients[0] if len(recipients) == 1 else ""


def judge(evidence: Evidence, form: formats.Format | None) -> BouncedRecipient:
    """Conclude why, and how finally, one recipient failed.

    Particular codes first, then the server's words about this recipient, those of the whole
    report, general codes, and last the stage of SMTP at which the server refused.
    """
    near = f"{evidence.diagnostic}\n{evidence.prose or evidence.notice}"
    status = evidence.status
    if not status or status.endswith(".0.0"):
        status = find_status(evidence.diagnostic) or status or find_status(near)
    if evidence.action in _DELIVERED or status.startswith("2."):
        return BouncedRecipient(evidence.address, False, status, "delivered", _short(near))
    reason = _reason(evidence, status, form)
    delayed = _is_delayed(evidence, status)
    return BouncedRecipient(
        evidence.address,
        reason in HARD and not delayed,
        status or _status_of(near),
        reason,
        _short(near),
        delayed,
    )


def _is_delayed(evidence: Evidence, status: str) -> bool:
    """Say whether the server is still trying (RFC 3464 §2.3.3), where it names no action by words.

    A code of class 4 alone is none in a report of words: what is given up quotes it as well.
    """
    if evidence.action:
        return evidence.action in _DELAYED
    if evidence.status:
        return status.startswith("4.") and status != _EXPIRED
    return _says_still_trying(evidence.prose or evidence.notice)


@lru_cache(maxsize=4)  # the same notice for each of its recipients
def _says_still_trying(text: str) -> bool:
    return _STILL_TRYING.search(text) is not None


def _reason(evidence: Evidence, status: str, form: formats.Format | None) -> str:
    stage = find_stage(evidence.diagnostic) or find_stage(evidence.prose or evidence.notice)
    reason = (
        (reason_by_words(form.telling_words(evidence.notice)) if form else "")
        or reason_by_status(status, DECISIVE)
        or reason_by_words(_first_line(evidence.diagnostic))
        or reason_by_words(evidence.diagnostic)
        or (form.reason if form else "")
        or reason_by_words(evidence.prose)
        or reason_by_words(evidence.notice)
        or {"connection": "blocked", "mail": "rejected"}.get(stage, "")
        or reason_by_status(status, BY_STATUS)
        or ("expired" if evidence.action in _DELAYED else "undefined")
    )
    if reason == "userunknown" and stage == "data" and not status.endswith(".1.1"):
        # The address was accepted before: what refuses now is a filter behind it.
        return "filtered"
    if reason == "suspend" and status.endswith(".1.1"):
        # A code that says "no such mailbox" is believed over a polite word for it.
        return "userunknown"
    return reason


def _first_line(text: str) -> str:
    """Return what stands beside the address, where the lines below may be about another."""
    if not _TRANSCRIPT.search(text):
        return ""
    return next((line for line in text.split("\n") if line.strip(" :.,;")), "")


def _status_of(text: str) -> str:
    code = find_reply_code(text)
    return f"{code[0]}.0.0" if code else ""


def _short(text: str) -> str:
    return " ".join(text.split())[:_DIAGNOSTIC_LENGTH]
