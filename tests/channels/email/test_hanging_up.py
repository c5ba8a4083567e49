"""Who stops watching before the server has even greeted takes leave of it all the same."""

from __future__ import annotations

import asyncio
import socket
import threading
from typing import Any, cast

from madoguchi.channels.email.contracts.mailboxes import Mailbox, Server
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.imap.watching import FolderWatch
from madoguchi.channels.email.reach import Reach


async def never() -> None:
    """The mailbox is never well."""
    raise AssertionError("it was not connected in time")


def test_a_connection_that_nobody_waits_for_any_more_is_closed() -> None:
    called, left, hung_up = threading.Event(), threading.Event(), threading.Event()

    def serve(door: socket.socket) -> None:
        line, _ = door.accept()
        with line:
            called.set()
            left.wait(60)
            line.sendall(b"* PREAUTH [CAPABILITY IMAP4rev1] ready\r\n")
            for request in line.makefile("rb"):
                tag, _, command = request.strip().partition(b" ")
                line.sendall(b"* CAPABILITY IMAP4rev1\r\n" + tag + b" OK done\r\n")
                if command == b"LOGOUT":
                    hung_up.set()

    async def watch_and_leave(here: Server) -> None:
        # Of all that a watch works with, none is asked for before it is connected.
        nothing = cast("Any", None)
        mailbox = cast("Mailbox", type("Named", (), {"id": 1}))
        watch = FolderWatch(
            nothing,
            nothing,
            nothing,
            mailbox,
            "INBOX",
            lambda: Connection(here, reach=Reach(private=True)),
            never,
        )
        task = asyncio.create_task(watch.run())
        await asyncio.to_thread(called.wait, 60)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        left.set()

    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=serve, args=(door,), daemon=True).start()
        asyncio.run(watch_and_leave(Server("127.0.0.1", door.getsockname()[1], "none")))
        assert hung_up.wait(60)
