"""The server is killed at any moment while mail comes in: nothing is lost, nothing doubled."""

from __future__ import annotations

import random
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from bench.mail_intake import add_mailbox
from bench.server import Server
from tests.channels.email.stage import letter
from tests.mail_servers import MailServers

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
                server.process.kill()
                server.process.wait()
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
