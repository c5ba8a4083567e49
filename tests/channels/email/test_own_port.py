"""The desk's own port: how many may speak at once, how much lies in memory, what is put off."""

from __future__ import annotations

import asyncio
import shutil
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session

from madoguchi.channels.email.smtp.sessions import BoundedSMTP
from madoguchi.channels.email.smtp.visitors import Bounds, Visitors
from tests.channels.email.stage import Stage, free_port, letter, until
from tests.mail_servers import DOMAIN


class Shelf:
    """Keeps what comes, and how long its longest line was."""

    def __init__(self) -> None:
        self.longest = 0

    async def handle_DATA(  # noqa: N802 - the library's name
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        self.longest = max(map(len, envelope.content.split(b"\r\n")))
        return "250 kept"


class Callers:
    """Those who speak at a bounded port; all of them hang up at the end."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._writers: list[asyncio.StreamWriter] = []

    async def call(self) -> tuple[bytes, asyncio.StreamReader, asyncio.StreamWriter]:
        """Connect, and return the greeting."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        self._writers.append(writer)
        return await reader.readline(), reader, writer

    async def hang_up(self) -> None:
        """End all calls."""
        for writer in self._writers:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


@asynccontextmanager
async def door(bounds: Bounds, shelf: Shelf) -> AsyncIterator[Callers]:
    """Open a bounded port."""
    loop = asyncio.get_running_loop()
    visitors = Visitors(bounds)
    server = await loop.create_server(lambda: BoundedSMTP(visitors, shelf, loop), "127.0.0.1", 0)
    callers = Callers(server.sockets[0].getsockname()[1])
    try:
        yield callers
    finally:
        await callers.hang_up()
        server.close()


async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, line: bytes) -> bytes:
    """Say a line, and return the last line of the answer, empty where there is none."""
    writer.write(line + b"\r\n")
    while (answer := await reader.readline())[3:4] == b"-":
        pass
    return answer


async def begin_mail(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say everything up to the mail itself."""
    for line in (b"EHLO x", b"MAIL FROM:<a@x.example>", b"RCPT TO:<b@x.example>", b"DATA"):
        assert (await say(reader, writer, line))[:1] in b"23"


def test_no_more_speak_at_once_than_there_is_room_for() -> None:
    async def run() -> None:
        async with door(Bounds(sessions=3, from_one=2), Shelf()) as callers:
            first, second, third = [await callers.call() for _ in range(3)]
            assert [each[0][:3] for each in (first, second, third)] == [b"220", b"220", b"421"]
            assert await third[1].read() == b""
            assert (await say(first[1], first[2], b"QUIT"))[:3] == b"221"
            assert await first[1].read() == b""
            for _ in range(500):  # the farewell may be heard a little later
                greeting, *_ = await callers.call()
                if greeting[:3] == b"220":
                    break
                await asyncio.sleep(0.01)
            assert greeting[:3] == b"220"

    asyncio.run(asyncio.wait_for(run(), 20))


def test_what_is_half_received_has_a_bound_in_memory() -> None:
    async def run() -> None:
        shelf = Shelf()
        async with door(Bounds(held=1_000_000), shelf) as callers:
            _, reader, writer = await callers.call()
            await begin_mail(reader, writer)
            writer.write(b"x" * 78 + b"\r\n")
            _, greedy_reader, greedy = await callers.call()
            await begin_mail(greedy_reader, greedy)
            with suppress(ConnectionError):
                greedy.write((b"y" * 100_000 + b"\r\n") * 30)
                await greedy.drain()
            with suppress(ConnectionError):
                assert await greedy_reader.read() == b""  # broken off without an answer
            # Whoever wrote little is not broken off, and a long line is taken.
            assert (await say(reader, writer, b"z" * 200_000 + b"\r\n."))[:3] == b"250"
            assert shelf.longest == 200_000

    asyncio.run(asyncio.wait_for(run(), 20))


@pytest.mark.mail
def test_what_cannot_be_kept_is_put_off_and_taken_when_it_comes_again(stage: Stage) -> None:
    stage.mailbox()
    port = free_port()
    kept = stage.folder / "attachments"
    with stage.working(f"smtp://127.0.0.1:{port}"), smtplib.SMTP("127.0.0.1", port) as client:
        shutil.rmtree(kept)
        kept.write_bytes(b"no folder any more")
        with pytest.raises(smtplib.SMTPDataError) as put_off:
            client.sendmail("taro@x.example", [f"help@{DOMAIN}"], letter())
        assert put_off.value.smtp_code // 100 == 4
        assert stage.all_mails() == []
        kept.unlink()
        kept.mkdir()
        assert client.sendmail("taro@x.example", [f"help@{DOMAIN}"], letter()) == {}
        until(stage.conversations)
