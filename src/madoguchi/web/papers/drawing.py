"""Drawing a page of a PDF from outside: the process is started for it, and ended when late."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from threading import BoundedSemaphore
from typing import NamedTuple

from madoguchi.kernel.errors import Invalid, NotFound, TooMany
from madoguchi.kernel.one_core import roam
from madoguchi.web.papers.child import HEADER, NO_SUCH_PAGE

PATIENCE = 15.0
"""Seconds for one page; the process itself has ten of computing."""
AT_ONCE = 4
LARGEST = 50 * 1024 * 1024

_room = BoundedSemaphore(AT_ONCE)


class Drawn(NamedTuple):
    """A page as WebP, and how many the file has."""

    picture: bytes
    pages: int


async def draw(pdf: bytes, number: int) -> Drawn:
    """Draw a page, counted from 1.

    Raises `NotFound` for one that is not there, `Invalid` for a file that is damaged, locked or too
    costly, and `TooMany` where others are being drawn already.
    """
    if len(pdf) > LARGEST:
        raise Invalid("attachment.no_preview")
    if not _room.acquire(blocking=False):
        raise TooMany("attachment.busy", retry_after=1)
    try:
        return await _draw(pdf, number)
    finally:
        _room.release()


async def _draw(pdf: bytes, number: int) -> Drawn:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "madoguchi.web.papers.child",
        str(number),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        start_new_session=True,
    )
    roam(process.pid)
    try:
        async with asyncio.timeout(PATIENCE):
            told, _ = await process.communicate(pdf)
    except TimeoutError:
        told = b""
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode == NO_SUCH_PAGE:
        raise NotFound("attachment.not_found")
    if process.returncode != 0 or len(told) <= HEADER.size:
        raise Invalid("attachment.no_preview")
    return Drawn(told[HEADER.size :], HEADER.unpack_from(told)[0])
