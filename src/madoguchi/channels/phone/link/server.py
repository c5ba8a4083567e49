"""The telephone's end of the link: desks come and go, calls stay."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import Awaitable, Callable
from pathlib import Path

import structlog
from msgspec import DecodeError

from madoguchi.channels.phone.link import wire
from madoguchi.kernel.errors import Refusal
from madoguchi.kernel.keys import Keyring

MOST_WAITING = 1024 * 1024
"""Bytes that a desk has not read: past them it is let go, to come again."""

log = structlog.get_logger("madoguchi.phone")

Doing = Callable[[wire.Ask], Awaitable[wire.Tell]]


class Desks:
    """The desks that are connected; `hint` tells them all that something was committed."""

    def __init__(self, keyring: Keyring, address: tuple[str, int] | str, do: Doing) -> None:
        self._keyring = keyring
        self._address = address
        self._do = do
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(self) -> None:
        """Listen. A socket that a killed process has left is taken over. Raises `OSError`."""
        if isinstance(self._address, str):
            await asyncio.to_thread(Path(self._address).unlink, missing_ok=True)
            mask = os.umask(0o077)
            try:
                self._server = await asyncio.start_unix_server(
                    self._serve, self._address, limit=wire.LONGEST_LINE
                )
            finally:
                os.umask(mask)
        else:
            self._server = await asyncio.start_server(
                self._serve, *self._address, limit=wire.LONGEST_LINE
            )

    def hint(self) -> None:
        """Tell every desk to look into the feed."""
        for writer in tuple(self._writers):
            if writer.transport.get_write_buffer_size() > MOST_WAITING:
                writer.close()
            else:
                writer.write(_HINT)

    async def close(self) -> None:
        """Stop listening and let every desk go."""
        if self._server is not None:
            self._server.close()
        for writer in tuple(self._writers):
            writer.close()
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await wire.greet(reader, writer, self._keyring, phone=True)
            self._writers.add(writer)
            while (ask := await wire.read(reader, wire.Ask)) is not None:
                task = asyncio.create_task(self._answer(ask, writer))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)
        except (wire.NotOurs, TimeoutError, OSError, DecodeError) as error:
            log.warning("desk_link_lost", detail=repr(error))
        finally:
            self._writers.discard(writer)
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _answer(self, ask: wire.Ask, writer: asyncio.StreamWriter) -> None:
        try:
            told = await self._do(ask)
        except Refusal as refusal:
            told = wire.Tell(id=ask.id, refused=refusal.key, status=refusal.status)
        except Exception as error:
            log.exception("phone_deed_failed", deed=ask.deed, exc_info=error)
            told = wire.Tell(id=ask.id, refused="phone.not_running", status=503)
        if not writer.is_closing():
            writer.write(wire.encode(told))


_HINT = wire.encode(wire.Tell())
