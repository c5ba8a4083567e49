"""Delivery reports of single servers, and what is concluded from them."""

from __future__ import annotations

import tomllib

import pytest

from madoguchi.channels.email.bounces.reasons import HARD, reason_by_words
from madoguchi.channels.email.contracts import BouncedRecipient
from madoguchi.channels.email.parse import parse_mail
from tests.channels.email.corpus import DATA

DAEMON = b"From: MAILER-DAEMON@mx.example\nTo: care@kyoto.example\n"


def recipients(raw: bytes) -> list[BouncedRecipient]:
    bounce = parse_mail(raw).bounce
    assert bounce is not None
    return list(bounce.recipients)


def test_a_report_by_the_book() -> None:
    raw = (
        DAEMON + b"Subject: Undelivered Mail Returned to Sender\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\n"
        b"This is the mail system at host mx.example.\n\n<lin@customer.example>: unknown user\n"
        b"--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
        b"Original-Recipient: rfc822;lin@customer.example\n"
        b"Final-Recipient: rfc822; lin@box.example\nAction: failed\nStatus: 5.1.1\n"
        b"Diagnostic-Code: smtp; 550 5.1.1 <lin@box.example>:\n    User unknown\n\n"
        b"--b\nContent-Type: message/rfc822\n\nMessage-ID: <7@kyoto.example>\n\nHello\n--b--\n"
    )
    mail = parse_mail(raw)
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.original_message_id == "7@kyoto.example"
    (failed,) = mail.bounce.recipients
    assert (failed.address, failed.hard, failed.status, failed.reason) == (
        "lin@customer.example",
        True,
        "5.1.1",
        "userunknown",
    )
    assert failed.diagnostic.startswith("550 5.1.1")


def test_a_delay_is_never_hard() -> None:
    raw = (
        DAEMON + b"Subject: Delayed Mail\nContent-Type: multipart/report; boundary=b; "
        b"report-type=delivery-status\n\n--b\nContent-Type: message/delivery-status\n\n"
        b"Final-Recipient: rfc822; lin@customer.example\nAction: delayed\nStatus: 4.4.1\n--b--\n"
    )
    assert [(r.hard, r.reason) for r in recipients(raw)] == [(False, "expired")]


def test_a_delivery_is_told_as_such() -> None:
    raw = (
        DAEMON + b"Subject: Delivery Status\nContent-Type: multipart/report; boundary=b; "
        b"report-type=delivery-status\n\n--b\nContent-Type: message/delivery-status\n\n"
        b"Final-Recipient: rfc822; lin@customer.example\nAction: delivered\nStatus: 2.0.0\n--b--\n"
    )
    assert [(r.hard, r.reason) for r in recipients(raw)] == [(False, "delivered")]


@pytest.mark.parametrize(
    ("notice", "expected"),
    [
        (
            b"Hi. This is the qmail-send program at mx.example.\n"
            b"I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
            b"<lin@customer.example>:\n"
            b"Sorry, no mailbox here by that name. (#5.1.1)\n",
            [("lin@customer.example", True, "userunknown")],
        ),
        (
            b"This message was created automatically by mail delivery software.\n\n"
            b"A message that you sent could not be delivered to one or more of its\nrecipients. "
            b"This is a permanent error. The following address(es) failed:\n\n"
            b"  lin@customer.example\n    SMTP error from remote mail server after "
            b"RCPT TO:<lin@customer.example>:\n"
            b"    host mx.example [192.0.2.1]: 552 5.2.2 Mailbox full\n\n"
            b"------ This is a copy of the message, including all the headers. ------\n"
            b"To: somebody@else.example\n",
            [("lin@customer.example", False, "mailboxfull")],
        ),
        (
            "抱歉，您的邮件被退回来了……\n\n无法发送到 lin@customer.example\n"
            "退信原因：收件人邮件地址（lin@customer.example）不存在，邮件无法送达。".encode(),
            [("lin@customer.example", True, "userunknown")],
        ),
        (
            "次の宛先へのメッセージはエラーのため送信できませんでした。\n\n"
            "<lin@customer.example>\n550 Unknown user\n".encode(),
            [("lin@customer.example", True, "userunknown")],
        ),
        (
            "메일 전송에 실패하였습니다.\n\nlin@customer.example\n"
            "수신자의 메일 용량이 가득 찼습니다.\n".encode(),
            [("lin@customer.example", False, "mailboxfull")],
        ),
        (
            b"The original message was received at Mon, 1 Jan 2026\n\n"
            b"   ----- The following addresses had permanent fatal errors -----\n"
            b"<a@customer.example>\n<b@customer.example>\n\n"
            b"   ----- Transcript of session follows -----\n550 5.1.2 Host unknown\n",
            [
                ("a@customer.example", True, "hostunknown"),
                ("b@customer.example", True, "hostunknown"),
            ],
        ),
    ],
)
def test_reports_in_words(notice: bytes, expected: list[tuple[str, bool, str]]) -> None:
    raw = DAEMON + b"Subject: failure notice\n\n" + notice
    assert [(r.address, r.hard, r.reason) for r in recipients(raw)] == expected


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("550 5.1.1 <a@b.example>: Recipient address rejected: User unknown", "userunknown"),
        ("550 Mailbox not found", "userunknown"),
        ("452 4.2.2 The email account that you tried to reach is over quota", "mailboxfull"),
        ("550 5.7.26 does not pass DMARC verification", "authfailure"),
        (
            "554 5.7.1 Client host [192.0.2.1] blocked using zen.spamhaus.org",
            "blocked",
        ),
        ("550 5.7.25 no PTR record", "requireptr"),
        ("552 5.3.4 Message size exceeds fixed maximum message size", "mesgtoobig"),
        ("421 4.7.0 Too many connections from your host", "toomanyconn"),
        ("550 5.2.1 The email account that you tried to reach is disabled", "suspend"),
        ("Host or domain name not found", "hostunknown"),
        ("550 relay access denied", "norelaying"),
        ("554 5.7.1 Message rejected as spam", "spamdetected"),
        ("553 5.1.8 Domain of sender address x does not exist", "rejected"),
        ("delivery retry timeout exceeded", "expired"),
        ("See https://support.example/spam?user=unknown", ""),
        ("", ""),
    ],
)
def test_reasons(words: str, reason: str) -> None:
    assert reason_by_words(words) == reason


REPORTS = tomllib.loads((DATA / "reports.toml").read_text("utf-8"))["report"]


@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report["name"])
def test_reports_of_many_servers(report: dict[str, str]) -> None:
    head = f"From: {report['from']}\nTo: care@kyoto.example\nSubject: {report['subject']}\n"
    raw = f"{head}Content-Type: text/plain; charset=utf-8\n\n{report['notice']}".encode()
    (failed,) = recipients(raw)
    assert failed.address.startswith("neko@")
    assert failed.reason == report["reason"]
    assert failed.hard == (report["reason"] in HARD)


def test_a_complaint_is_no_failure() -> None:
    raw = (
        b"From: fbl@mail.example\nSubject: abuse report\n"
        b"Content-Type: multipart/report; boundary=b; "
        b"report-type=feedback-report\n\n--b\nContent-Type: message/feedback-report\n\n"
        b"Feedback-Type: abuse\nOriginal-Rcpt-To: lin@customer.example\n--b--\n"
    )
    assert [(r.address, r.hard, r.reason) for r in recipients(raw)] == [
        ("lin@customer.example", False, "feedback")
    ]
