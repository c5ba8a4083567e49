"""Everything of this room that goes on beside the requests: mailboxes watched, mails taken in."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable
from pathlib import Path

import structlog

from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.imap.watching import FolderWatch
from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.operations import mailboxes as operations
from madoguchi.channels.email.queries import mailboxes
from madoguchi.channels.email.reach import Reach
from madoguchi.channels.email.smtp.receiving import Door
from madoguchi.channels.email.smtp.sending import MailCarrier
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.troubles import name_trouble
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

LOOK_SECONDS = 2.0
"""How soon a mailbox that was added or changed is watched; its lease is renewed as often."""

log = structlog.get_logger("madoguchi.email")


class PostOffice:
    """The mail room of one process. Any number of processes may run one on one database."""

    def __init__(
        self, store: Store, blobs: Blobs, keyring: Keyring, *, spool: Path, limit: int, reach: Reach
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._reach = reach
        self._name = secrets.token_hex(8)
        self._sign_ins = SignIns(store, keyring, reach)
        self.intake = Intake(store, blobs, keyring, spool=spool, limit=limit)
        self.carrier = MailCarrier(store, blobs, self._sign_ins, reach)
        self._watched: dict[int, tuple[int, asyncio.Task[None]]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._delivered = asyncio.Event()
        self._door = Door(store, self.intake, self._delivered.set)

    async def open(self, listen: str = "") -> None:
        """Begin; with `listen` (`lmtp://HOST:PORT`, `smtp://…`) also take what is delivered there.

        Raises `OSError` where nothing can listen there.
        """
        if listen:
            await self._door.open(listen)
        # Apart, for taking in may last longer than a lease, and a lease that ended is another's.
        self._tasks = [
            asyncio.create_task(self._keep_watch(), name="post office"),
            asyncio.create_task(self._keep_taking_leftovers(), name="mails left over"),
        ]

    async def close(self) -> None:
        """Let go of every mailbox; what was not taken in yet lies safe."""
        await self._door.close()
        tasks = [*self._tasks, *(task for _, task in self._watched.values())]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._store.dialect == "postgresql":
            try:
                await self._store.write(operations.let_go, self._name)
            except Exception as error:
                # Others take them up when the lease has run out.
                log.warning("mailboxes_not_let_go", exc_info=error)
        await self.intake.close()

    async def _keep_watch(self) -> None:
        while True:
            try:
                await self._look()
            except Exception as error:
                log.warning("post_office_failed", exc_info=error)
            await asyncio.sleep(LOOK_SECONDS)

    async def _look(self) -> None:
        """Watch the mailboxes that are ours to watch, as they are set up now."""
        ours = set(await self._store.write(operations.watch, self._name))
        boxes = await self._store.read(mailboxes.in_editions)
        for mailbox_id, (edition, task) in list(self._watched.items()):
            now = boxes.get(mailbox_id) if mailbox_id in ours else None
            if now is None or now.edition != edition or task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                del self._watched[mailbox_id]
        for mailbox_id in sorted(ours - set(self._watched)):
            found = boxes.get(mailbox_id)
            if found is not None:
                watch = asyncio.create_task(self._watch(found.mailbox), name=f"box {mailbox_id}")
                self._watched[mailbox_id] = (found.edition, watch)

    async def _keep_taking_leftovers(self) -> None:
        """Take in what was stored and not read when a process ended, and what came by the port."""
        while True:
            self._delivered.clear()
            try:
                await self.intake.take_all()
            except Exception as error:
                log.warning("intake_failed", exc_info=error)
            # Not `wait_for`, which before Python 3.12 may swallow a cancellation.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._delivered.wait()

    async def _watch(self, mailbox: Mailbox) -> None:
        """Watch one mailbox for good, however often it cannot be reached."""
        while True:
            try:
                await self._watch_folders(mailbox)
            except Exception as error:
                assert mailbox.imap is not None  # only those with a server are watched
                trouble = name_trouble(_first_of(error), mailbox.imap, "receive")
                retry_at = await self._store.write(operations.note_trouble, mailbox.id, trouble)
                pause = (retry_at - self._store.clock()).total_seconds()
                log.warning(
                    "mailbox_failed", mailbox=mailbox.id, why=trouble.key, detail=trouble.detail,
                    pause=round(pause),
                )  # fmt: skip
                await asyncio.sleep(max(0.0, pause))

    async def _watch_folders(self, mailbox: Mailbox) -> None:
        async with asyncio.TaskGroup() as group:
            for folder in mailbox.folders:
                group.create_task(self._watch_folder(mailbox, folder))

    async def _watch_folder(self, mailbox: Mailbox, folder: str) -> None:
        server = mailbox.imap
        assert server is not None
        await self._reach.check(server)
        signed = await self._sign_ins.of(mailbox)

        def connect() -> Connection:
            return Connection(
                server,
                password=signed.password,
                token=signed.access_token,
                reach=self._reach,
            )

        def well() -> Awaitable[None]:
            return self._store.write(operations.note_well, mailbox.id, "receive")

        watch = FolderWatch(self._store, self._blobs, self.intake, mailbox, folder, connect, well)
        await watch.run()


def _first_of(error: BaseException) -> BaseException:
    """Return what went wrong first in a group of folders."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
