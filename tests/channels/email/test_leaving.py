"""How replies leave: to each recipient once, whatever the server says, and what is told of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from madoguchi.channels.email.contracts.mailboxes import MailboxChanges, Server
from madoguchi.channels.email.operations import mailboxes, outgoing
from madoguchi.channels.email.queries import mailboxes as known
from madoguchi.desk.operations.attachments import Upload, keep
from madoguchi.kernel import deliveries
from madoguchi.kernel.errors import Conflict
from madoguchi.kernel.outbox import delivery_table
from tests.channels.email.scripted import Scripted
from tests.channels.email.stage import KEYRING, Stage, free_port, letter, read, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail

A, B, C = (f"{name}@x.example" for name in "abc")


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def server(port: int) -> Iterator[Scripted]:
    scripted = Scripted()
    with scripted.serving(port):
        yield scripted


def opened(stage: Stage, port: int) -> int:
    """Let a customer write to a mailbox that sends by the scripted server."""
    stage.mailbox(smtp=Server("127.0.0.1", port, "none"))
    stage.append(letter())
    [conversation] = until(stage.conversations)
    return conversation.id


def to(*addresses: str) -> list[dict[str, str]]:
    return [{"address": address} for address in addresses]


def next_attempt(stage: Stage) -> None:
    """Let the time pass until what was put off is tried again."""
    stage.world.clock.move(seconds=deliveries.PAUSES[-1])


def test_who_was_put_off_is_tried_again_without_the_others(
    stage: Stage, server: Scripted, port: int
) -> None:
    server.answers[B] = ["450 4.2.1 busy", "451 4.2.1 busy still"]
    with stage.working():
        number = opened(stage, port)
        stage.reply(number, "全員へ", to=to(A, B))
        until(lambda: "busy" in stage.mark(number, 2).detail)
        assert (server.got(A), server.got(B), stage.state(number)) == (1, 0, "waiting")
        next_attempt(stage)
        until(lambda: "still" in stage.mark(number, 2).detail)
        next_attempt(stage)
        until(lambda: stage.state(number) == "sent")
    assert (server.got(A), server.got(B)) == (1, 1)


def test_one_refused_beside_one_put_off_is_told_at_once_and_kept_in_mind(
    stage: Stage, server: Scripted, port: int
) -> None:
    server.answers |= {B: ["550 5.1.1 no such user"], C: ["450 4.2.1 busy"]}
    with stage.working():
        number = opened(stage, port)
        stage.reply(number, "全員へ", to=to(A, B, C))
        until(lambda: [line.key for line in stage.lines(number)] == ["mail_bounced"])
        assert stage.state(number) == "waiting"
        next_attempt(stage)
        until(lambda: stage.state(number) == "bounced")
    assert (server.got(A), server.got(B), server.got(C)) == (1, 0, 1)
    assert stage.mark(number, 2).reason == "userunknown"
    assert len(stage.lines(number)) == 1


def test_addresses_in_other_scripts_go_as_servers_know_them(
    stage: Stage, server: Scripted, port: int
) -> None:
    with stage.working():
        number = opened(stage, port)
        stage.reply(number, "国際化", to=to("hanako@例え.jp"))
        until(lambda: stage.state(number) == "sent")
        assert server.got("hanako@xn--r8jz45g.jp") == 1
        # What this server cannot write comes back; the other one gets it all the same.
        stage.reply(number, "もう一通", to=to("花子@例え.jp", A))
        until(lambda: stage.state(number) == "bounced")
    assert server.got(A) == 1
    assert b"xn--r8jz45g" in server.taken[0][1]


def test_a_server_that_is_down_gets_it_when_it_is_up(stage: Stage, port: int) -> None:
    scripted = Scripted()
    with stage.working():
        number = opened(stage, port)
        stage.reply(number, "少々お待ちください")
        until(lambda: "Connect" in stage.mark(number, 2).detail)
        assert stage.state(number) == "waiting"
        with scripted.serving(port):
            next_attempt(stage)
            until(lambda: stage.state(number) == "sent")
    [(_, raw)] = scripted.taken
    assert read(raw).reply_text == "少々お待ちください"


def test_a_reply_whose_file_is_gone_has_failed_and_says_so(
    stage: Stage, server: Scripted, port: int
) -> None:
    with stage.working():
        number = opened(stage, port)
        blob = stage.blobs.put_now(b"%PDF-1.4 measured")
        upload = Upload(
            name="size.pdf", content_type="application/pdf", size=17, width=None, height=None,
            blob=blob, thumbnail_blob=None, shop_id=stage.world.kyoto_shop.id,
            uploader=f"person:{stage.world.lin.person_id}",
        )  # fmt: skip
        file = stage.world.store.write_now(keep, upload)
        stage.reply(number, "添付します", attachment_ids=[file.id], passes=0)
        (stage.folder / "attachments" / blob).unlink()
        stage.world.clock.move(seconds=11)
        until(lambda: stage.state(number) == "failed")
    assert server.taken == []


def test_what_is_scheduled_leaves_then_and_can_be_taken_back_until_then(
    stage: Stage, server: Scripted, port: int
) -> None:
    with stage.working():
        number = opened(stage, port)
        at = stage.world.clock() + timedelta(hours=3)
        posted = stage.reply(number, "三時間後に", send_at=at, passes=60)
        assert posted.message.mail is not None
        assert posted.message.mail.send_at == at
        second = stage.reply(number, "取り消します", send_at=at, passes=0)
        stage.world.store.write_now(outgoing.take_mail_back, second.message.id, by=stage.world.lin)
        sooner = stage.reply(number, "すぐに")  # one that waits keeps no other back
        until(lambda: len(server.taken) == 1)
        stage.world.clock.move(hours=3)
        until(lambda: len(server.taken) == 2)
    bodies = [read(raw).reply_text for _, raw in server.taken]
    assert bodies == ["すぐに", "三時間後に"]
    assert sooner.message.mail is not None
    assert stage.mark(number, 3).state == "taken_back"


def test_removing_a_mailbox_fails_what_waits_in_it(stage: Stage, port: int) -> None:
    with stage.working():
        number = opened(stage, port)  # where nobody answers
        stage.reply(number, "届きません")
        held = stage.reply(number, "止めます", to=to(f"help@{DOMAIN}"))
        [mailbox] = stage.world.store.read_now(known.every)
        stage.world.store.write_now(mailboxes.remove_mailbox, mailbox.id, by=stage.world.anna)
        until(lambda: stage.state(number) == "failed")
    for seq in (2, 3):
        mark = stage.mark(number, seq)
        assert (mark.state, mark.reason, mark.send_at) == ("failed", "mailbox-removed", None)
    with pytest.raises(Conflict):
        stage.world.store.write_now(outgoing.release, held.message.id, by=stage.world.lin)


def test_a_mailbox_that_is_mended_sends_what_waited(stage: Stage, port: int) -> None:
    scripted = Scripted()
    right = free_port()
    with stage.working(), scripted.serving(right):
        number = opened(stage, port)
        stage.reply(number, "直りました")
        until(lambda: stage.mark(number, 2).detail)
        # Far from the next attempt, the owner names the right server.
        stage.world.clock.move(seconds=deliveries.PAUSES[0])
        until(lambda: _rests(stage))
        [mailbox] = stage.world.store.read_now(known.every)
        stage.world.store.write_now(
            mailboxes.change_mailbox,
            mailbox.id,
            MailboxChanges(smtp=Server("127.0.0.1", right, "none")),
            KEYRING,
            private=True,
            by=stage.world.anna,
        )
        stage.world.clock.move(seconds=31)
        until(lambda: stage.state(number) == "sent")


def _rests(stage: Stage) -> bool:
    """Say whether the second attempt is over: it has a pause before it, not a claim upon it."""
    delivery = stage.world.store.read_now(
        lambda view: view.execute(
            delivery_table.select().where(delivery_table.c.kind == "mail")
        ).one()
    )
    pause = timedelta(seconds=deliveries.PAUSES[1])
    rests = delivery.next_attempt_at <= stage.world.clock() + pause
    return bool(delivery.attempts == 2 and rests)
