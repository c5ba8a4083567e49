"""How many mails a second one process takes in from a real IMAP server, in how much memory."""

from __future__ import annotations

import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from bench.figures import Figure, at_least, at_most
from bench.server import Server, serving
from tests.mail_servers import DOMAIN, PASSWORD, MailServers

MAILS = 3_000
"""Measured; with `first_connect` the mailbox holds as many as a shop's of some years."""
MANY = 50_000
SIZE = 20_000
WANTED = 100.0
_WORDS = "先日注文した商品がまだ届いておりません。配送状況を教えていただけますでしょうか。"


def throughput() -> list[Figure]:
    """Measure mails of 20 kB a second from the first to the last, each stored, read and shown."""
    return _measure(MAILS, MAILS)


def first_connect() -> list[Figure]:
    """Connect to a mailbox of 50,000 for the first time: memory, and the pace of the beginning."""
    return _measure(MANY, MAILS)


def _measure(count: int, until: int) -> list[Figure]:
    with (
        tempfile.TemporaryDirectory(prefix="bench-") as data,
        MailServers(["help"], mailbox_format="maildir") as servers,
        serving(Path(data)) as server,
    ):
        _fill(servers, count)
        before = server.resident()
        add_mailbox(server, servers)
        taken, seconds = _wait(Path(data) / "madoguchi.db", until)
        more = (_peak(server) - before) / 1024**2
    note = f"{SIZE // 1000} kB each, {count:,} in the mailbox"
    return [
        at_least("mails taken in", taken / seconds, "/s", WANTED, note),
        at_most("memory that it took", more, "MB", 400, note),
    ]


def _fill(servers: MailServers, count: int) -> None:
    servers.lay_in("help", map(_mail, range(count)))


def _mail(number: int) -> bytes:
    """Return a mail of 20 kB by a customer of its own: words, and a table as shop systems quote."""
    body = (_WORDS + "\r\n") * (SIZE * 3 // 5 // len((_WORDS + "\r\n").encode()))
    rows = "".join(f"<tr><td>品番 {n}</td><td>{n * 120} 円</td></tr>" for n in range(150))
    markup = f"<html><body><p>{_WORDS}</p><table>{rows}</table></body></html>"
    return (
        f"From: 客{number} <customer{number}@x.example>\r\nTo: help@{DOMAIN}\r\n"
        f"Subject: 注文 {number}\r\nMessage-ID: <{number}@x.example>\r\n"
        "Date: Mon, 02 Mar 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{number}\r\n{body}\r\n"
        "--b\r\nContent-Type: text/html; charset=utf-8\r\n"
        f"Content-Transfer-Encoding: 8bit\r\n\r\n{markup}\r\n--b--\r\n"
    ).encode()


def add_mailbox(server: Server, servers: MailServers, smtp_port: int = 0) -> None:
    """Add the mailbox of the first name to the first shop, through the API; it may send."""
    with closing(server.sign_in()) as client:
        shop = server.shop(client)
        user = f"help@{DOMAIN}"
        smtp = {"host": "127.0.0.1", "port": smtp_port, "security": "none"} if smtp_port else None
        client.post(
            "/api/v1/mailboxes",
            json={
                "shop_id": shop["id"],
                "addresses": [user],
                "imap": {
                    "host": "127.0.0.1",
                    "port": servers.imap,
                    "security": "none",
                    "user": user,
                },
                "smtp": smtp,
                "since": None,
                "secrets": {"password": PASSWORD},
            },
        ).raise_for_status()


def _wait(database: Path, count: int) -> tuple[int, float]:
    """Wait until so many are messages; returns how many came in how many seconds.

    From the tenth part on: before that the reading process starts.
    """
    first: tuple[int, float] | None = None
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        deadline = time.monotonic() + 600
        while time.monotonic() < deadline:
            done = connection.execute("SELECT count(*) FROM mail WHERE state='received'").fetchone()
            now = time.monotonic()
            if first is None and done[0] >= count // 10:
                first = (done[0], now)
            if first is not None and done[0] >= count:
                return done[0] - first[0], now - first[1]
            time.sleep(0.1)
    raise RuntimeError("the mails were not taken in")


def _peak(server: Server) -> int:
    for line in Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmHWM")
