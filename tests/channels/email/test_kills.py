"""The server is killed at any moment while mail comes or goes: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import secrets
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bench.mail_intake import add_mailbox
from tests.channels.email.scripted import Scripted
from tests.channels.email.stage import free_port, letter, read
from tests.mail_servers import MailServers
from tests.warm import Server

pytestmark = [pytest.mark.mail, pytest.mark.chaos]

MAILS = 400
KILLS = 8


def test_a_server_killed_again_and_again_takes_every_mail_in_once(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    with MailServers(["help"]) as servers:
        servers.lay_in("help", [letter(f"Mail {n}", f"Body {n}") for n in range(MAILS)])
        server = Server(data)
        server.start()
        try:
            add_mailbox(server, servers)
            for kill in range(KILLS):
                wait_for(data, MAILS * kill // KILLS)
                time.sleep(random.random() * 0.3)
                server.kill()
                server.start()
            wait_for(data, MAILS)
            until_seen(servers)
        finally:
            server.stop()
    with closing(sqlite3.connect(data / "madoguchi.db")) as connection:
        bodies = connection.execute("SELECT body FROM message WHERE mail IS NOT NULL").fetchall()
        states = connection.execute("SELECT state, count(*) FROM mail GROUP BY state").fetchall()
        fetched = connection.execute("SELECT count(DISTINCT uid), count(*) FROM mail").fetchone()
    assert sorted(body for (body,) in bodies) == sorted(f"Body {n}" for n in range(MAILS))
    assert states == [("received", MAILS)]
    assert fetched == (MAILS, MAILS)


def wait_for(data: Path, count: int) -> None:
    """Wait until so many mails are messages."""
    deadline = time.monotonic() + 120
    while True:
        with closing(sqlite3.connect(f"file:{data / 'madoguchi.db'}?mode=ro", uri=True)) as read:
            done = read.execute("SELECT count(*) FROM mail WHERE state = 'received'").fetchone()[0]
        if done >= count:
            return
        assert time.monotonic() < deadline, f"{done} of {count}"
        time.sleep(0.02)


def until_seen(servers: MailServers) -> None:
    """Wait until the server knows every mail as read."""
    deadline = time.monotonic() + 60
    while servers.count("help", "UNSEEN"):
        assert time.monotonic() < deadline, "not all were marked as seen"
        time.sleep(0.2)


def test_a_server_killed_while_it_sends_says_nothing_untrue_and_sends_no_third_time(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    port = free_port()
    scripted = Scripted()
    with MailServers(["help"]) as servers, scripted.serving(port):
        servers.lay_in("help", [letter()])
        server = Server(data)
        server.start()
        try:
            add_mailbox(server, servers, smtp_port=port)
            wait_for(data, 1)
            scripted.silent = True
            reply(server, "はい")
            make_due(data)
            assert scripted.heard.wait(60)
            server.kill()  # the mail is there, and no answer has come
            assert states(data) == [("leaving", "waiting")]
            scripted.silent = False
            make_due(data)
            server.start()
            wait_until_sent(data, 1)
            server.kill()  # the answer has come, and is noted
            make_due(data)
            server.start()
            reply(server, "もう一通")
            make_due(data)
            wait_until_sent(data, 2)
        finally:
            server.stop()
    first, again, other = (read(raw).message_id for _, raw in scripted.taken)
    assert first == again  # so that the customer's program can tell
    assert other != first
    assert states(data) == [("sent", "sent")] * 2


def reply(server: Server, body: str) -> None:
    """Answer in the only conversation, to leave at once."""
    with closing(server.sign_in()) as client:
        [conversation] = client.get("/api/v1/conversations?view=all").json()["items"]
        client.post(
            f"/api/v1/conversations/{conversation['id']}/messages",
            json={"client_id": secrets.token_hex(8), "body": body},
        ).raise_for_status()


def states(data: Path) -> list[tuple[str, str]]:
    """Return what is noted of each reply: on its way, and to be seen."""
    with closing(sqlite3.connect(data / "madoguchi.db")) as connection:
        return connection.execute(
            "SELECT m.state, json_extract(s.mail, '$.state') FROM mail m"
            " JOIN message s ON s.id = m.message_id WHERE m.folder IS NULL ORDER BY m.id"
        ).fetchall()


def make_due(data: Path) -> None:
    """Let the time pass in which a reply can be taken back, or is held by a process that died."""
    with closing(sqlite3.connect(data / "madoguchi.db")) as connection:
        connection.execute("UPDATE delivery SET next_attempt_at = 0")
        connection.commit()


def wait_until_sent(data: Path, count: int) -> None:
    """Wait until so many replies are noted as sent."""
    deadline = time.monotonic() + 60
    while [each for each, _ in states(data)].count("sent") < count:
        assert time.monotonic() < deadline, states(data)
        time.sleep(0.05)
