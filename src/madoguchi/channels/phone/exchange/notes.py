"""One call's entries into the database, in their order, however slow or absent the database is."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import structlog

from madoguchi.kernel.errors import Refusal, Unavailable
from madoguchi.kernel.store import Store

AGAIN_AFTER_SECONDS = 0.5
MOST_FAULTS = 20
"""Tries of an operation that fails in a way nobody foresaw."""

log = structlog.get_logger("madoguchi.phone")

Operation = Callable[..., Any]


class Notes:
    """Operations on one call, run one after the other; a call goes on while the database is away.

    What the database refuses otherwise is logged and left out: the call itself matters more.
    """

    def __init__(self, store: Store, call_id: int) -> None:
        self._store = store
        self._call_id = call_id
        self._queue: asyncio.Queue[tuple[Operation, tuple[Any, ...], dict[str, Any]] | None] = (
            asyncio.Queue()
        )
        self._task = asyncio.create_task(self._run())

    def write(self, operation: Operation, *args: object, **more: object) -> None:
        """Run an operation on this call after those before it."""
        self._queue.put_nowait((operation, args, more))

    async def close(self) -> None:
        """Wait until everything is written."""
        self._queue.put_nowait(None)
        await self._task

    async def _run(self) -> None:
        while (entry := await self._queue.get()) is not None:
            await self._write(*entry)

    async def _write(
        self, operation: Operation, args: tuple[Any, ...], more: dict[str, Any]
    ) -> None:
        faults = 0
        while True:
            try:
                await self._store.write_for(
                    self._call_id, lambda tx: operation(tx, self._call_id, *args, **more)
                )
            except Unavailable:
                pass
            except Refusal as refusal:
                log.warning("call_not_noted", call=self._call_id, detail=str(refusal))
                return
            except Exception as error:
                # Such as a database locked for long: a call that ended must not seem to go on.
                faults += 1
                log.exception("call_not_noted", call=self._call_id, exc_info=error)
                if faults == MOST_FAULTS:
                    return
            else:
                return
            await asyncio.sleep(AGAIN_AFTER_SECONDS)
