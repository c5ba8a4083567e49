"""Files looked at off the event loop: a few threads, and limits to how many arrive at once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from madoguchi.desk.files.contracts import Examined
from madoguchi.desk.files.examining import examine
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Unavailable
from madoguchi.kernel.one_core import roam

THREADS = 2
MOST_AT_ONCE = 240
"""Uploads under way in one process; more are asked to come again."""
MOST_FROM_ADDRESS = 60
MOST_OF_UPLOADER = 6
"""Whoever sends a byte a minute shall take up these places and no more."""


class Examiner:
    """Made when the server starts, closed when it stops."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="files", initializer=roam)
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def place(self, uploader: str, address: str) -> Iterator[None]:
        """Take one of the places for uploads under way. Raises `Unavailable` when none is left."""
        counted = {"": MOST_AT_ONCE, f"at {address}": MOST_FROM_ADDRESS, uploader: MOST_OF_UPLOADER}
        if any(self._under_way[name] >= most for name, most in counted.items()):
            raise Unavailable("attachment.busy")
        self._under_way.update(counted.keys())
        try:
            yield
        finally:
            self._under_way.subtract(counted.keys())
            self._under_way += Counter()  # forgets who has none

    async def examine(self, incoming: Incoming, given: str) -> Examined:
        """Find out what a file is and draw a picture anew; `given` is the name it came with.

        Raises what `desk.files` refuses.
        """
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(
            self._threads, examine, incoming.file, incoming.size, given
        )

    def close(self) -> None:
        """Let the files under examination be the last."""
        self._threads.shutdown(wait=True, cancel_futures=True)
