"""Who a session or a token lets act: read from the database, remembered for a moment."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from madoguchi.kernel.feed import Event
from madoguchi.kernel.store import Store
from madoguchi.people import queries
from madoguchi.people.contracts import SignedIn
from madoguchi.people.operations import sessions
from madoguchi.people.rules.secrets import API_TOKEN_PREFIX, token_hash

REMEMBERED_SECONDS = 1.5
"""What was revoked stops working within this time even where the feed does not reach."""
NOTE_EVERY = timedelta(minutes=5)
"""How exactly “last used” is kept; each note is a write."""
_MOST_REMEMBERED = 10_000
_TOUCHED_BY = ("person_", "session_", "team_", "api_token_", "two_factor_", "shop_")

log = structlog.get_logger("madoguchi.web")


class Actors:
    """Asks the database at most once in `REMEMBERED_SECONDS` for each session or token.

    `notice` is to be called with every event of the feed: then a change counts at once.
    """

    def __init__(self, store: Store, clock: Callable[[], float] = time.monotonic) -> None:
        self._store = store
        self._clock = clock
        self._remembered: dict[str, tuple[float, SignedIn | None]] = {}
        self._changes = 0
        self._notes: set[asyncio.Task[None]] = set()

    async def by_session(self, token: str) -> SignedIn | None:
        """Return who is signed in with a session's token, None when it has ended."""
        return await self._ask(token, self._read_session)

    async def by_api_token(self, token: str) -> SignedIn | None:
        """Return the program that holds a token, None when it is revoked."""
        if not token.startswith(API_TOKEN_PREFIX):
            return None
        return await self._ask(token, self._read_api_token)

    def notice(self, event: Event) -> None:
        """Forget what is remembered when an event may have changed it."""
        if event.kind.startswith(_TOUCHED_BY):
            self.forget()

    def forget(self) -> None:
        """Ask the database again for everybody."""
        self._changes += 1
        self._remembered.clear()

    async def _ask(
        self, token: str, read: Callable[[str], Awaitable[SignedIn | None]]
    ) -> SignedIn | None:
        hashed = token_hash(token)
        entry = self._remembered.get(hashed)
        if entry is not None and entry[0] > self._clock():
            return entry[1]
        # The answer is as old as the question, and worthless if something changed in between.
        asked, changes = self._clock(), self._changes
        found = await read(hashed)
        if changes == self._changes:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[hashed] = (asked + REMEMBERED_SECONDS, found)
        if found is not None:
            self._note(found)
        return found

    async def _read_session(self, hashed: str) -> SignedIn | None:
        return await self._store.read(queries.actor_by_session, hashed)

    async def _read_api_token(self, hashed: str) -> SignedIn | None:
        return await self._store.read(queries.actor_by_api_token, hashed)

    def _note(self, found: SignedIn) -> None:
        noted = found.last_noted_at
        if noted is None or self._store.clock() - noted > NOTE_EVERY:
            task = asyncio.create_task(self._write_note(found))
            self._notes.add(task)
            task.add_done_callback(self._notes.discard)

    async def _write_note(self, found: SignedIn) -> None:
        try:
            if found.session_id is not None:
                await self._store.write(sessions.note_session, found.session_id)
            elif found.actor.id is not None:
                await self._store.write(sessions.note_api_token, found.actor.id)
        except Exception as error:
            # Nobody waits for it, and the next request tries again.
            log.warning("use_not_noted", detail=str(error))
