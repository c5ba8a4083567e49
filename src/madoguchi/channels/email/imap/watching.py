"""Watches one folder of one mailbox: fetches what is new, marks what is taken, waits for more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

import structlog

from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.imap.connection import Connection, Folder, Listed
from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.operations import storing
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import TooLarge
from madoguchi.kernel.store import Store

P = ParamSpec("P")
T = TypeVar("T")

BATCH = 64
BATCH_BYTES = 8 * 1024 * 1024
"""What is held in memory at once of one folder; a larger mail goes to the disk in pieces."""
LARGE = 1024 * 1024
LARGEST = 150 * 1024 * 1024
LARGEST_HEAD = 1024 * 1024
IDLE_SECONDS = 9 * 60.0
"""How long one IDLE lasts: servers may end it after 30 minutes, and some routers after ten."""

log = structlog.get_logger("madoguchi.email")


class FolderWatch:
    """One connection on a thread of its own."""

    def __init__(
        self,
        store: Store,
        blobs: Blobs,
        intake: Intake,
        mailbox: Mailbox,
        folder: str,
        connect: Callable[[], Connection],
        well: Callable[[], Awaitable[None]],
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._intake = intake
        self._mailbox = mailbox
        self._folder = folder
        self._connect = connect
        self._well = well
        self._connection: Connection | None = None
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"imap-{mailbox.id}")

    async def run(self) -> None:
        """Watch until cancelled; raises what the connection raises."""
        try:
            connection = await self._on_thread(self._open)
            known: Folder | None = None
            while True:
                folder = await self._on_thread(connection.open, self._folder)
                if folder != known:
                    # What arrives meanwhile may be told in the answer to any command, where nobody
                    # looks: so the folder is opened again until it stands as it was.
                    known = folder
                    await self._catch_up(connection, folder)
                    continue
                await self._well()
                await self._on_thread(connection.wait, IDLE_SECONDS)
        finally:
            await self._let_go()

    async def _catch_up(self, connection: Connection, folder: Folder) -> None:
        """Fetch everything new, and mark what was taken in before; both can be broken off."""
        # What was stored when the process was killed is taken in now. Were it left to somebody
        # else, it would be marked as seen only when something new comes in.
        await self._take(connection, folder)
        last = await self._store.read(
            mailboxes.last_uid, self._mailbox.id, folder.name, folder.uidvalidity
        )
        windows = connection.newer(folder, last, self._mailbox.since)
        taking: asyncio.Task[None] | None = None
        try:
            while (uids := await self._on_thread(next, windows, None)) is not None:
                for start in range(0, len(uids), BATCH):
                    chunk = uids[start : start + BATCH]
                    listed = await self._on_thread(connection.look_at, chunk)
                    for group in _groups(list(filter(self._is_wanted, listed))):
                        await self._fetch(connection, folder, group)
                    await self._place(folder, chunk[-1])
                    # The next ones are fetched while these are read: one batch ahead, no more.
                    if taking is not None:
                        await taking
                    taking = asyncio.create_task(self._take(connection, folder))
            if taking is not None:
                await taking
        finally:
            if taking is not None and not taking.done():
                taking.cancel()
                await asyncio.gather(taking, return_exceptions=True)

    async def _take(self, connection: Connection, folder: Folder) -> None:
        await self._intake.take_all(self._mailbox.id)
        await self._mark(connection, folder)

    def _is_wanted(self, listed: Listed) -> bool:
        since = self._mailbox.since
        return since is None or listed.arrived is None or listed.arrived >= since

    async def _place(self, folder: Folder, last_uid: int) -> None:
        await self._store.write(
            storing.note_place, self._mailbox.id, folder.name, folder.uidvalidity, last_uid
        )

    async def _fetch(self, connection: Connection, folder: Folder, group: list[Listed]) -> None:
        if len(group) == 1 and group[0].size > LARGE:
            stored = [await self._fetch_large(connection, group[0])]
        else:
            bodies = await self._on_thread(connection.bodies, [each.uid for each in group])
            stored = await asyncio.gather(
                *(
                    self._intake.keep(raw, len(raw), uid)
                    if raw
                    else self._keep_head(connection, uid, "not-given")
                    for uid, raw in sorted(bodies.items())
                )
            )
        if stored:
            await self._intake.note(self._mailbox.id, folder.name, folder.uidvalidity, stored)

    async def _fetch_large(self, connection: Connection, listed: Listed) -> storing.Stored:
        try:
            with self._blobs.receive(LARGEST) as incoming:
                size = await self._on_thread(connection.stream, listed.uid, incoming)
                if size:
                    return await self._intake.keep(incoming.file, size, listed.uid)
        except TooLarge:
            log.warning("mail_too_large", mailbox=self._mailbox.id, size=listed.size)
            return await self._keep_head(connection, listed.uid, "too-large")
        return await self._keep_head(connection, listed.uid, "not-given")

    async def _keep_head(self, connection: Connection, uid: int, why: str) -> storing.Stored:
        """Keep what can be of a mail that stays on the server, so that somebody hears of it."""
        found = await self._on_thread(connection.heads, [uid])
        head = found.get(uid, b"")[:LARGEST_HEAD]
        return await self._intake.keep(head, len(head), uid, why)

    async def _mark(self, connection: Connection, folder: Folder) -> None:
        while True:
            waiting = await self._store.read(
                mails.unmarked, self._mailbox.id, folder.name, folder.uidvalidity
            )
            if not waiting:
                return
            await self._on_thread(connection.mark, [uid for _, uid in waiting])
            await self._store.write(storing.note_marked, [mail_id for mail_id, _ in waiting])

    def _open(self) -> Connection:
        self._connection = self._connect()
        return self._connection

    async def _let_go(self) -> None:
        if self._connection is not None:
            self._connection.interrupt()
        self._thread.submit(self._hang_up)
        self._thread.shutdown(wait=False)

    def _hang_up(self) -> None:
        """Close what was opened, also where nobody waited for it any more; on the thread."""
        if self._connection is not None:
            self._connection.close()

    async def _on_thread(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, lambda: call(*args, **kwargs))


def _groups(listed: list[Listed]) -> Iterator[list[Listed]]:
    """Yield mails that fit into memory together; each large one by itself."""
    group: list[Listed] = []
    size = 0
    for each in listed:
        if each.size > LARGE or size + each.size > BATCH_BYTES:
            if group:
                yield group
            group, size = [], 0
        if each.size > LARGE:
            yield [each]
            continue
        group.append(each)
        size += each.size
    if group:
        yield group
