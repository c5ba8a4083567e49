"""Files looked at off the event loop: a few threads, and limits to how many arrive at once."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import msgspec

from madoguchi.desk.files import kinds, names, pictures
from madoguchi.desk.files.kinds import Kind
from madoguchi.desk.files.pictures import Picture
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Unavailable

THREADS = 2
MOST_AT_ONCE = 240
"""Uploads under way in one process; more are asked to come again."""
MOST_FROM_ADDRESS = 60
MOST_OF_UPLOADER = 6
"""Whoever sends a byte a minute shall take up these places and no more."""


class Examined(msgspec.Struct, frozen=True):
    """What an incoming file turned out to be; `picture` replaces its content.

    `digest` is the SHA-256 of what came in.
    """

    name: str
    kind: Kind
    digest: str
    picture: Picture | None


class Examiner:
    """Made when the server starts, closed when it stops."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="files")
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
        return await loop.run_in_executor(self._threads, _examine, incoming, given)

    def close(self) -> None:
        """Let the files under examination be the last."""
        self._threads.shutdown(wait=True, cancel_futures=True)


def _examine(incoming: Incoming, given: str) -> Examined:
    file = incoming.file
    name = names.given(given)
    kind = kinds.recognise(file, incoming.size, name)
    fitting = names.fitting(given, kind)  # refused for its name before any work is done on it
    picture = None
    if kind.family == "image":
        picture = pictures.redraw(file, kind, name)
        kind = picture.kind
        fitting = names.fitting(given, kind)
    file.seek(0)
    digest = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return Examined(fitting, kind, digest, picture)
