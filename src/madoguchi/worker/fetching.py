"""Asks shops' platforms for their past, and for what has changed where they tell nothing."""

from __future__ import annotations

import asyncio
import ssl
from uuid import uuid4

import httpx
import structlog

from madoguchi.connectors.connections.adapter import SlowDown, Unreadable
from madoguchi.connectors.connections.contracts import FetchedPage, News, Piece, Trouble
from madoguchi.connectors.connections.operations import fetching
from madoguchi.connectors.connections.operations.fetching import Spoilt, Task
from madoguchi.connectors.registry import FETCHING
from madoguchi.kernel.errors import Invalid, Refusal, Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outward import NotAllowed, client
from madoguchi.kernel.store import Store

PATIENCE = 60.0
"""Seconds for one page, all its requests together; well within a lease."""
AT_ONCE = 4
"""How many connections are fetched for side by side."""

log = structlog.get_logger("madoguchi.worker")


class Fetcher:
    """Fetches for one process; any number of processes may, each connection is one's at a time.

    `private` allows platforms in one's own network; `trusted` stands for the usual authorities
    where given.
    """

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        *,
        private: bool,
        trusted: ssl.SSLContext | None = None,
    ) -> None:
        self._store = store
        self._keyring = keyring
        self._name = str(uuid4())
        self._client = client(private=private, trusted=trusted, patience=PATIENCE)

    async def work(self) -> bool:
        """Fetch the next page of each connection that waits; returns whether to go on at once."""
        if not await self._store.read(fetching.is_due):
            return False
        tasks = await self._store.write(fetching.take, self._name, self._keyring, AT_ONCE)
        await asyncio.gather(*(self._do(task) for task in tasks))
        return bool(tasks)

    async def close(self) -> None:
        """Leave what is not finished to others, and let go of the network."""
        await self._store.write(fetching.let_go, self._name)
        await self._client.aclose()

    async def _do(self, task: Task) -> None:
        try:
            async with asyncio.timeout(PATIENCE):
                page = await self._page(task)
        except SlowDown as asked:
            await self._store.write(fetching.wait, task, asked.seconds)
        except (
            Unreadable, NotAllowed, httpx.HTTPError, httpx.InvalidURL, TimeoutError,
        ) as error:  # fmt: skip
            trouble = _trouble(error)
            log.warning("fetching_failed", connection=task.connection.id, why=trouble.key)
            await self._store.write(fetching.fail, task, trouble)
        except Exception as error:
            # A fault of ours; the other connections do not suffer from it.
            log.exception("fetching_broke", connection=task.connection.id)
            await self._store.write(fetching.fail, task, _trouble(error))
        else:
            await self._keep(task, page)

    async def _page(self, task: Task) -> FetchedPage:
        return await FETCHING[task.connection.kind].page(
            self._client, task.context, task.secrets, since=task.since, cursor=task.cursor
        )

    async def _keep(self, task: Task, page: FetchedPage) -> None:
        """Keep a page whole where that goes, else each piece alone: one spoils itself only."""
        read, spoilt = _read(task, page)
        try:
            news = [each for _, told in read for each in told]
            await self._store.write(fetching.keep, task, page, news, spoilt)
        except Unavailable:
            raise
        except Refusal:
            for piece, told in read:
                try:
                    await self._store.write(fetching.keep_piece, task, told)
                except Unavailable:
                    raise
                except Refusal as error:
                    spoilt.append((piece, error))
            await self._store.write(fetching.keep, task, page, [], spoilt)


def _read(task: Task, page: FetchedPage) -> tuple[list[tuple[Piece, list[News]]], list[Spoilt]]:
    adapter = FETCHING[task.connection.kind]
    read: list[tuple[Piece, list[News]]] = []
    spoilt: list[Spoilt] = []
    for piece in page.pieces:
        try:
            read.append((piece, adapter.parse(piece.topic, piece.body, task.context)))
        except Unreadable as error:
            spoilt.append((piece, Invalid("notice.unreadable", what=error.what[:300])))
        except Refusal as error:
            spoilt.append((piece, error))
    return read, spoilt


def _trouble(error: Exception) -> Trouble:
    if isinstance(error, NotAllowed):
        return Trouble("connection.not_allowed", {"what": str(error)[:300]})
    what = str(error) or type(error).__name__
    return Trouble("connection.cannot_fetch", {"what": what[:300]})
