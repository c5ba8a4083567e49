"""The desk's end of the link: asks the telephone, hears its hints, and notices its death."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
from typing import Any, Literal

import structlog
from msgspec import DecodeError

from madoguchi.channels.phone.link import wire
from madoguchi.channels.phone.operations.calls import drop_all
from madoguchi.kernel import errors
from madoguchi.kernel.errors import Refusal, Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

TRY_EVERY_SECONDS = 0.5
GIVEN_UP_AFTER = 3
"""Tries at which nobody listens after which there is no telephone: its calls are dropped."""
UNREACHABLE_SECONDS = 15.0
"""For so long a network between two hosts may fail before its silence is taken for that."""
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 10.0
KEEP_ALIVE = {"TCP_KEEPIDLE": 2, "TCP_KEEPINTVL": 2, "TCP_KEEPCNT": 3}
"""Seconds of silence, seconds between questions, and questions without an answer."""
_BY_STATUS = {
    each.status: each
    for each in (errors.Invalid, errors.Forbidden, errors.NotFound, errors.Conflict)
}

log = structlog.get_logger("madoguchi.phone")


class Switchboard:
    """Open it with `run` as a task; `ask` from handlers."""

    def __init__(self, store: Store, keyring: Keyring, address: tuple[str, int] | str) -> None:
        self._store = store
        self._keyring = keyring
        self._address = address
        self._writer: asyncio.StreamWriter | None = None
        self._asked: dict[int, asyncio.Future[wire.Tell]] = {}
        self._numbers = itertools.count(1)

    @property
    def connected(self) -> bool:
        """Whether there is a telephone now."""
        return self._writer is not None

    async def ask(self, deed: wire.Deed, person_id: int, **more: Any) -> wire.Tell:  # noqa: ANN401
        """Ask the telephone for something; raises what it refuses, or `Unavailable`."""
        writer = self._writer
        if writer is None:
            raise Unavailable("phone.not_running")
        number = next(self._numbers)
        future: asyncio.Future[wire.Tell] = asyncio.get_running_loop().create_future()
        self._asked[number] = future
        try:
            writer.write(wire.encode(wire.Ask(id=number, deed=deed, person_id=person_id, **more)))
            async with asyncio.timeout(ANSWER_SECONDS):
                await writer.drain()
                told = await future
        except (TimeoutError, ConnectionError) as error:
            raise Unavailable("phone.not_running") from error
        finally:
            self._asked.pop(number, None)
        if told.refused:
            raise _BY_STATUS.get(told.status, Unavailable)(told.refused)
        return told

    async def run(self) -> None:
        """Keep the link up until cancelled; where there is no telephone, end its calls."""
        loop = asyncio.get_running_loop()
        nobody, there_at, dropped = 0, loop.time(), False
        while True:
            how = await self._connected_once()
            if how == "there":
                nobody, there_at, dropped = GIVEN_UP_AFTER - 1, loop.time(), False
            elif how == "nobody":
                nobody += 1
            gone = nobody >= GIVEN_UP_AFTER or loop.time() - there_at > UNREACHABLE_SECONDS
            if gone and not dropped:
                await self._drop()
                dropped = True
            await asyncio.sleep(TRY_EVERY_SECONDS)

    async def _connected_once(self) -> Literal["there", "nobody", "unreachable"]:
        """Connect and listen until it ends; returns what was found.

        Where nobody listens its process is dead; a network that fails says nothing of it.
        """
        try:
            async with asyncio.timeout(CONNECT_SECONDS):
                reader, writer = await _connect(self._address)
        except (ConnectionRefusedError, FileNotFoundError):
            return "nobody"
        except OSError:  # a time-out is one
            return "unreachable"
        try:
            await wire.greet(reader, writer, self._keyring, phone=False)
            self._writer = writer
            log.info("phone_linked")
            while (told := await wire.read(reader, wire.Tell)) is not None:
                self._heard(told)
        except (wire.NotOurs, TimeoutError, OSError, DecodeError) as error:
            log.warning("phone_link_lost", detail=repr(error))
        finally:
            was_there = self._writer is not None
            self._writer = None
            for future in self._asked.values():
                if not future.done():
                    future.set_exception(Unavailable("phone.not_running"))
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()
        return "there" if was_there else "nobody"

    def _heard(self, told: wire.Tell) -> None:
        if not told.id:
            self._store.wakeup.announce()
            return
        future = self._asked.get(told.id)
        if future is not None and not future.done():
            future.set_result(told)

    async def _drop(self) -> None:
        try:
            dropped = await self._store.write(drop_all)
            if dropped:
                log.warning("phone_calls_dropped", calls=dropped)
        except Refusal as error:
            log.warning("phone_calls_not_dropped", detail=str(error))


async def _connect(
    address: tuple[str, int] | str,
) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if isinstance(address, str):
        return await asyncio.open_unix_connection(address, limit=wire.LONGEST_LINE)
    reader, writer = await asyncio.open_connection(*address, limit=wire.LONGEST_LINE)
    _watch(writer.get_extra_info("socket"))
    return reader, writer


def _watch(line: socket.socket) -> None:
    """Have a host that is gone without a word noticed: its end of the line says nothing of it."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in KEEP_ALIVE.items():
        if hasattr(socket, name):  # not every system can be told how often
            line.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
