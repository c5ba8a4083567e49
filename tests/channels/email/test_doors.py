"""The desk's own port, servers that go down and come up, large mails, and signing in by OAuth 2."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

import pytest

from madoguchi.channels.email.queries import mailboxes
from tests.channels.email.stage import Stage, free_port, letter, until
from tests.mail_servers import DOMAIN

pytestmark = pytest.mark.mail


@pytest.mark.parametrize("kind", ["lmtp", "smtp"])
def test_mail_can_be_delivered_to_the_desk_itself(stage: Stage, kind: str) -> None:
    stage.mailbox()
    other = stage.mailbox("care", stage.world.canton_shop.id)
    port = free_port()
    client_of = smtplib.LMTP if kind == "lmtp" else smtplib.SMTP
    with stage.working(f"{kind}://127.0.0.1:{port}"), client_of("127.0.0.1", port) as client:
        client.ehlo_or_helo_if_needed()
        client.mail("taro@x.example")
        wanted = [f"help+tag@{DOMAIN}", "stranger@elsewhere.example", f"care@{DOMAIN}"]
        assert [client.rcpt(address)[0] for address in wanted] == [250, 550, 250]
        assert client.data(letter())[0] == 250
        if kind == "lmtp":
            assert client.getreply()[0] == 250  # for each recipient its own answer
        [conversation] = until(stage.talks)
        until(lambda: len(stage.log()) + len(stage.log(other.id)) == 2)
        until(lambda: len(stage.messages(conversation.id)) == 2)


def test_a_server_that_goes_down_is_named_and_found_again(stage: Stage) -> None:
    made = stage.mailbox()

    def health() -> str:
        found = stage.world.store.read_now(mailboxes.find, made.id)
        assert found is not None
        return found.state if found.trouble is None else found.trouble.key

    with stage.working():
        until(lambda: health() == "well")
        stage.servers.stop_dovecot()
        try:
            until(lambda: health().startswith("mailbox.trouble."))
            stage.world.clock.move(minutes=20)
            until(lambda: health() == "mailbox.trouble.refused")
        finally:
            stage.servers.start_dovecot()
        stage.append(letter())
        until(lambda: health() == "well", 60)
        until(stage.conversations)
    assert {e.kind for e in stage.events("mailbox_failed")} == {"mailbox_failed"}


def test_a_mail_of_forty_megabytes_is_streamed_and_its_file_kept(stage: Stage) -> None:
    stage.mailbox()
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "taro@x.example", f"help@{DOMAIN}", "Large"
    mail["Message-ID"] = "<large@x.example>"
    mail.set_content("With a large file.")
    content = b"%PDF-1.4\n" + bytes(range(256)) * 4 * 1024 * 40
    mail.add_attachment(content, maintype="application", subtype="pdf", filename="catalogue.pdf")
    stage.servers.lay_in("help", [mail.as_bytes()])
    with stage.working():
        [conversation] = until(stage.conversations, 120)
    [message] = stage.messages(conversation.id)
    [file] = message.attachments
    assert (file.name, file.size) == ("catalogue.pdf", len(content))
