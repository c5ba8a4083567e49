"""Reports about mails of ours: forged ones, and those that say only that it takes longer."""

from __future__ import annotations

import pytest

from madoguchi.channels.email.contracts.mailboxes import Server
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.queries import mails
from madoguchi.customers import queries as customers
from tests.channels.email.scripted import Scripted
from tests.channels.email.stage import Stage, free_port, letter, read, until
from tests.mail_servers import DOMAIN

CUSTOMER = f"customer@{DOMAIN}"


def report(
    identifier: str | None,
    recipient: str,
    *,
    action: str = "failed",
    status: str = "5.1.1",
    said: str = "550 5.1.1 no such user",
    number: int = 1,
) -> bytes:
    """Return a delivery report (RFC 3464) as any mail server writes it."""
    returned = f"Message-ID: <{identifier}>\r\n" if identifier else ""
    return (
        f"From: MAILER-DAEMON@x.example\r\nTo: help@{DOMAIN}\r\nSubject: Report {number}\r\n"
        f"Message-ID: <report{number}@x.example>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain\r\n\r\nThis is a report.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x.example\r\n\r\n"
        f"Final-Recipient: rfc822; {recipient}\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; {said}\r\n\r\n"
        f"--b\r\nContent-Type: text/rfc822-headers\r\n\r\n{returned}Subject: x\r\n\r\n--b--\r\n"
    ).encode()


@pytest.mark.mail
def test_a_recipient_cannot_have_anybody_else_declared_dead(stage: Stage) -> None:
    stage.mailbox()
    victim = "victim@elsewhere.example"
    with stage.working():
        stage.append(letter("Me", author=victim))
        [other] = until(stage.conversations)
        stage.append(letter())
        until(lambda: len(stage.conversations()) == 2)
        number = stage.conversations()[1].id
        stage.reply(number, "はい")
        [arrived] = stage.arrived()
        identifier = read(arrived).message_id
        stage.append(report(identifier, victim), report("unknown@x.example", CUSTOMER, number=2))
        until(lambda: [x.state for x in stage.log()].count("report") >= 2)
        until(lambda: stage.state(number) == "bounced")
        found = stage.world.store.read_now(customers.find, other.customer_id)
        assert found is not None
        assert found.email_dead_at is None
        assert stage.world.store.read_now(mails.dead_addresses, [victim, CUSTOMER]) == set()
        stage.append(report(identifier, CUSTOMER, number=3))
        until(
            lambda: (
                stage.world.store.read_now(mails.dead_addresses, [victim, CUSTOMER]) == {CUSTOMER}
            )
        )


@pytest.mark.mail
@pytest.mark.parametrize(
    ("action", "status", "comes_to"),
    [("delivered", "2.0.0", "delivered"), ("failed", "4.4.7", "bounced")],
)
def test_what_is_delayed_is_not_lost_yet(
    stage: Stage, action: str, status: str, comes_to: str
) -> None:
    port = free_port()
    stage.mailbox(smtp=Server("127.0.0.1", port, "none"))
    scripted = Scripted()  # which tells nothing by itself
    with stage.working(), scripted.serving(port):
        stage.append(letter())
        [conversation] = until(stage.conversations)
        stage.reply(conversation.id, "届きましたか")
        until(lambda: stage.state(conversation.id) == "sent")
        [(_, raw)] = scripted.taken
        identifier = read(raw).message_id
        late = report(identifier, CUSTOMER, action="delayed", status="4.4.1", said="will retry")
        stage.append(late)
        until(lambda: stage.state(conversation.id) == "delayed")
        assert "will retry" in stage.mark(conversation.id, 2).detail
        assert stage.conversations()[0].waiting_since is None
        stage.append(report(identifier, CUSTOMER, action=action, status=status, number=2))
        until(lambda: stage.state(conversation.id) == comes_to)
        stage.append(late.replace(b"report1@", b"report3@"))  # overtaken on its way
        until(lambda: [x.state for x in stage.log()].count("report") == 3)
    assert stage.state(conversation.id) == comes_to


@pytest.mark.parametrize(
    ("action", "status", "delayed"),
    [
        ("delayed", "4.4.1", True),
        ("Delayed", "4.0.0", True),
        ("failed", "4.4.7", False),
        ("failed", "4.2.2", False),
        ("delayed", "5.1.1", True),
    ],
)
def test_a_report_says_whether_it_is_the_last_word(action: str, status: str, delayed: bool) -> None:
    bounce = parse_mail(report("a@x.example", CUSTOMER, action=action, status=status)).bounce
    assert bounce is not None
    [told] = bounce.recipients
    assert told.delayed is delayed
    assert not (told.hard and delayed)


@pytest.mark.parametrize(
    "words",
    [
        "This is a warning message only. You do not need to resend your message.",
        "Delivery to the following recipient has been delayed; we will keep trying.",
        "メールサーバーは再送を試みています。",
        "服务器将继续尝试投递。",
    ],
)
def test_words_alone_tell_it_too(words: str) -> None:
    raw = (
        "From: MAILER-DAEMON@x.example\nSubject: Warning: message delayed 24 hours\n"
        "Content-Type: text/plain; charset=utf-8\n\n"
        f"{words}\n\n  {CUSTOMER}\n    451 4.3.0 try later\n"
    ).encode()
    bounce = parse_mail(raw).bounce
    assert bounce is not None
    assert [each.delayed for each in bounce.recipients] == [True]
