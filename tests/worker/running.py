"""The worker of one process, running in a thread of its own beside the test."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Any

from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.settings import Settings
from madoguchi.worker.workshop import Workshop

KEYRING = Keyring(b"k" * 32)


@contextlib.contextmanager
def beside(kept_open: AbstractAsyncContextManager[None]) -> Iterator[None]:
    """Keep something open on an event loop in a thread of its own."""
    ready, stop = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    async def run() -> None:
        async with kept_open:
            ready.set()
            await asyncio.to_thread(stop.wait)

    def thread() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            failed.append(error)
            ready.set()

    runner = threading.Thread(target=thread)
    runner.start()
    ready.wait(20)
    try:
        yield
    finally:
        stop.set()
        runner.join(30)
    assert not failed, failed


def working(store: Store, folder: Path, **more: Any) -> AbstractContextManager[None]:
    """Let the worker run; closed as the server closes it."""
    settings = Settings(webhooks_to_private_addresses=more.pop("private", True))

    @contextlib.asynccontextmanager
    async def workshop() -> AsyncIterator[None]:
        blobs = Blobs("", folder / "attachments")
        opened = Workshop(store, blobs, KEYRING, settings, chores=more.pop("chores", {}), **more)
        yield
        await opened.close()

    return beside(workshop())


def until(condition: Callable[[], object], seconds: float = 20, pause: float = 0.02) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(pause)
