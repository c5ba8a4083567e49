"""Files that somebody chose to import: kept until they are taken in, their faults told in words."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeVar

import msgspec

from madoguchi.kernel.errors import Conflict
from madoguchi.language.catalogue import text
from madoguchi.language.sheets import FaultyLine
from madoguchi.web.state import Desk

T = TypeVar("T")
LARGEST_FILE = 64 * 1024 * 1024


class ToldFault(msgspec.Struct, frozen=True):
    """A row that is not taken, told in the reader's language."""

    line: int
    text: str
    begins: str


async def keep(desk: Desk, content: bytes, note: Callable[[str], Awaitable[T]]) -> T:
    """Store a file and note its blob; where it cannot be noted, nothing of it is left."""
    blob = await desk.blobs.put(content)
    try:
        return await note(blob)
    except BaseException:
        await desk.blobs.delete(blob)
        raise


async def content_of(desk: Desk, blob: str | None) -> bytes:
    """Return a file that waits to be taken in. Raises `Conflict` when it has been."""
    if blob is None:
        raise Conflict("import.begun")
    return await asyncio.to_thread(lambda: b"".join(desk.blobs.read_now(blob)))


def in_words(faults: Iterable[FaultyLine], locale: str) -> list[ToldFault]:
    """Return why rows are not taken, as a reader is told."""
    return [
        ToldFault(each.line, text(each.key, locale, **each.params), each.begins) for each in faults
    ]
