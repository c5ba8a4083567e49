"""The figures that the reading of mail is held to, on mails of seven other projects."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.reply_text import split_reply
from tests.channels.email.corpus import DATA, Case, cases, squeezed

ORDINARY_REPORTS = {
    # Delivery reports among the mails that are there for their structure.
    "mikel-mail__multi_address_bounce1",
    "mikel-mail__report_422",
    "pystd__msg_43",
}


def addresses(found: tuple[Address, ...]) -> list[str]:
    return [one.address.lower() for one in found]


FIELDS: dict[str, Callable[[ParsedMail], Any]] = {
    "subject": lambda mail: mail.subject,
    "from": lambda mail: mail.author.address.lower() if mail.author else None,
    "from_name": lambda mail: mail.author.name if mail.author else None,
    "to": lambda mail: addresses(mail.to),
    "cc": lambda mail: addresses(mail.cc),
    "reply_to": lambda mail: addresses(mail.reply_to),
    "date": lambda mail: mail.date.strftime("%Y-%m-%dT%H:%M:%SZ") if mail.date else None,
    "message_id": lambda mail: mail.message_id,
    "text_ws": lambda mail: squeezed(mail.text),
    "attachments": lambda mail: [attachment.name for attachment in mail.attachments],
}


def wanted(field: str, expected: Any) -> Any:
    if field in ("from", "from_name"):
        return expected[0] if expected else None
    if field == "attachments":
        return [attachment["filename"] for attachment in expected]
    return expected


def test_parse_agrees_with_two_other_parsers() -> None:
    wrong, count = [], 0
    for case in cases("parse"):
        mail = parse_mail(case.raw)
        for field, read in FIELDS.items():
            if field in case.expected:
                count += 1
                if read(mail) != wanted(field, case.expected[field]):
                    wrong.append((case.id, field))
    assert count > 700
    assert len(wrong) <= count * 0.01, wrong


@pytest.mark.parametrize("case", cases("charset_decode"), ids=lambda case: case.id)
@pytest.mark.parametrize("declared", [True, False], ids=["declared", "undeclared"])
def test_charset_is_read(case: Case, declared: bool) -> None:
    label = f"Content-Type: text/plain; charset={case.expected['encoding']}\n" if declared else ""
    mail = parse_mail(label.encode() + b"Subject: x\n\n" + case.raw)
    assert squeezed(mail.text) == squeezed((DATA / case.expected["utf8_file"]).read_text("utf-8"))


def test_bounces_are_recognised_and_judged() -> None:
    recognised = hard = reason = 0
    reports = cases("bounce")
    for case in reports:
        bounce = parse_mail(case.raw).bounce
        if bounce is None:
            continue
        recognised += 1
        results = case.expected["results"]
        hard += sorted(r.hard for r in bounce.recipients) == sorted(r["hard"] for r in results)
        reason += sorted(r.reason for r in bounce.recipients) == sorted(
            r["reason"] for r in results
        )
    assert recognised >= 0.97 * len(reports)
    assert hard >= 0.92 * len(reports)
    assert reason >= 0.75 * len(reports)


def test_failed_addresses_are_found() -> None:
    wrong = []
    reports = cases("bounce_addr")
    for case in reports:
        bounce = parse_mail(case.raw).bounce
        found = {r.address.lower() for r in bounce.recipients} if bounce else set()
        expected = case.expected["permanent"] + case.expected["temporary"]
        if found != {address.lower() for address in expected}:
            wrong.append(case.id)
    assert len(wrong) <= 0.04 * len(reports), wrong


def test_ordinary_mail_is_no_bounce() -> None:
    ordinary = [
        case
        for case in cases()
        if case.kind in ("parse", "reply_strip")
        and case.file.suffix == ".eml"
        and case.id not in ORDINARY_REPORTS
    ]
    assert [case.id for case in ordinary if parse_mail(case.raw).bounce] == []


def test_new_words_are_told_from_old() -> None:
    right = 0
    for case in cases("reply_strip"):
        raw = case.raw
        if case.file.suffix == ".eml":
            found = parse_mail(raw).reply_text
        else:
            found = split_reply(raw.decode()).reply_text
        right += squeezed(found) == squeezed(case.expected["reply_text"])
    assert right >= 15


def test_every_mail_keeps_every_letter_and_says_something() -> None:
    for case in cases():
        mail = parse_mail(case.raw)
        assert "".join(fragment.text for fragment in mail.fragments) == mail.text
        assert bool(mail.reply_text.strip()) == bool(mail.text.strip()), case.id
