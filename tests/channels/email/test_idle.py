"""A server that tells of a mail along with its answer to IDLE is heard at once."""

from __future__ import annotations

import socket
import threading

import pytest

from madoguchi.channels.email.contracts.mailboxes import Server
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.reach import Reach

PATIENCE_SECONDS = 60.0
"""Far less than the time for which a quiet folder is waited for."""


def answer(line: socket.socket, *, with_news: bool) -> None:
    """Speak as much IMAP as waiting takes; the news stands in one packet with the answer."""
    words = line.makefile("rb")
    line.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1 IDLE] ready\r\n")
    waiting = b""
    while request := words.readline():
        tag, _, command = request.strip().partition(b" ")
        if command == b"IDLE":
            waiting = tag
            line.sendall(b"+ idling\r\n* 1 EXISTS\r\n" if with_news else b"+ idling\r\n")
        elif tag == b"DONE":
            line.sendall(waiting + b" OK idle is over\r\n")
        elif command == b"LOGOUT":
            line.sendall(b"* BYE\r\n" + tag + b" OK done\r\n")
        else:
            line.sendall(b"* CAPABILITY IMAP4rev1 IDLE\r\n" + tag + b" OK done\r\n")


@pytest.mark.parametrize("with_news", [True, False])
def test_what_comes_with_the_answer_is_not_waited_for(with_news: bool) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve() -> None:
            line, _ = door.accept()
            with line:
                answer(line, with_news=with_news)

        threading.Thread(target=serve, daemon=True).start()
        here = Server("127.0.0.1", door.getsockname()[1], "none")
        connection = Connection(here, reach=Reach(private=True))
        # Of a quiet folder nothing is told: there the whole of a short time is waited.
        seconds = 600.0 if with_news else 0.5
        waiting = threading.Thread(target=connection.wait, args=(seconds,), daemon=True)
        waiting.start()
        waiting.join(PATIENCE_SECONDS)
        assert not waiting.is_alive()
        connection.close()
