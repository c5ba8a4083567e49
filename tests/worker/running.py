"""The worker of one process, running in a thread of its own beside the test."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.settings import Settings
from madoguchi.worker.workshop import Workshop

KEYRING = Keyring(b"k" * 32)


@contextlib.contextmanager
def working(store: Store, folder: Path, **more: Any) -> Iterator[None]:
    """Let the worker run; closed as the server closes it."""
    settings = Settings(webhooks_to_private_addresses=more.pop("private", True))
    ready, stop = threading.Event(), threading.Event()
    failed: list[BaseException] = []

    async def run() -> None:
        blobs = Blobs("", folder / "attachments")
        workshop = Workshop(store, blobs, KEYRING, settings, chores=more.pop("chores", {}), **more)
        ready.set()
        await asyncio.to_thread(stop.wait)
        await workshop.close()

    def thread() -> None:
        try:
            asyncio.run(run())
        except BaseException as error:
            failed.append(error)
            ready.set()

    runner = threading.Thread(target=thread)
    runner.start()
    ready.wait(10)
    try:
        yield
    finally:
        stop.set()
        runner.join(20)
    assert not failed, failed


def until(condition: Callable[[], object], seconds: float = 20, pause: float = 0.02) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(pause)
