"""Something that one process at a time does: held by a session of the database, so that it falls
to another the instant its holder dies.
"""

from __future__ import annotations

import asyncio
import hashlib
import time

import psycopg
import structlog

CHECK_SECONDS = 1.0
"""How often it is made sure that it is still ours, or tried to be."""

log = structlog.get_logger("madoguchi.kernel")


class Lease:
    """On PostgreSQL an advisory lock on a connection of its own; on SQLite there is one process."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url if url.startswith("postgresql") else None
        self._key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        self._connection: psycopg.Connection[tuple[bool]] | None = None
        self._checked_at = -CHECK_SECONDS
        self._ours = self._url is None

    async def held(self) -> bool:
        """Take it if it is free, and say whether this process has it now.

        A database that does not answer means that nobody knows: then it is not ours.
        """
        if self._url is not None and time.monotonic() - self._checked_at >= CHECK_SECONDS:
            self._checked_at = time.monotonic()
            self._ours = await asyncio.to_thread(self._try)
        return self._ours

    def _try(self) -> bool:
        try:
            if self._connection is not None:
                self._connection.execute("SELECT 1")
                return True
            assert self._url is not None
            connection: psycopg.Connection[tuple[bool]] = psycopg.connect(
                self._url, autocommit=True
            )
            row = connection.execute(
                "SELECT pg_try_advisory_lock(%s)", (self._key,), prepare=False
            ).fetchone()
            if row is not None and row[0]:
                self._connection = connection
                return True
            connection.close()
        except psycopg.Error as error:
            log.warning("lease_lost", detail=str(error))
            self._drop()
        return False

    async def close(self) -> None:
        """Let another process have it."""
        if self._connection is not None:
            await asyncio.to_thread(self._drop)

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
