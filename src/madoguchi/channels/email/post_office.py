"""Everything of this room that goes on beside the requests: mailboxes watched, mails taken in."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Awaitable

import structlog

from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.imap.connection import Connection
from madoguchi.channels.email.imap.watching import FolderWatch
from madoguchi.channels.email.intake import Intake
from madoguchi.channels.email.operations import mailboxes as operations
from madoguchi.channels.email.queries import mailboxes
from madoguchi.channels.email.smtp.receiving import Door
from madoguchi.channels.email.smtp.sending import MailCarrier
from madoguchi.channels.email.tokens import SignIns
from madoguchi.channels.email.troubles import name_trouble
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

LOOK_SECONDS = 2.0
"""How soon a mailbox that was added or changed is watched."""

log = structlog.get_logger("madoguchi.email")


class PostOffice:
    """The mail room of one process. Any number of processes may run one on one database."""

    def __init__(self, store: Store, blobs: Blobs, keyring: Keyring, *, limit: int) -> None:
        self._store = store
        self._blobs = blobs
        self._name = secrets.token_hex(8)
        self._sign_ins = SignIns(store, keyring)
        self.intake = Intake(store, blobs, keyring, limit=limit)
        self.carrier = MailCarrier(store, blobs, self._sign_ins)
        self._watched: dict[int, tuple[Mailbox, asyncio.Task[None]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._delivered = asyncio.Event()
        self._door = Door(store, self.intake, self._delivered.set)

    async def open(self, listen: str = "") -> None:
        """Begin; with `listen` (`lmtp://HOST:PORT`, `smtp://…`) also take what is delivered there.

        Raises `OSError` where nothing can listen there.
        """
        if listen:
            await self._door.open(listen)
        self._task = asyncio.create_task(self._run(), name="post office")

    async def close(self) -> None:
        """Let go of every mailbox; what was not taken in yet lies safe."""
        await self._door.close()
        tasks = [task for _, task in self._watched.values()]
        if self._task is not None:
            tasks.append(self._task)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._store.dialect == "postgresql":
            with contextlib.suppress(Exception):
                await self._store.write(operations.let_go, self._name)
        await self.intake.close()

    async def _run(self) -> None:
        while True:
            self._delivered.clear()
            try:
                await self._look()
            except Exception as error:
                log.warning("post_office_failed", exc_info=error)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._delivered.wait(), LOOK_SECONDS)

    async def _look(self) -> None:
        """Watch the mailboxes that are ours to watch, as they are set up now."""
        ours = set(await self._store.write(operations.watch, self._name))
        boxes = {each.id: each for each in await self._store.read(mailboxes.every)}
        for mailbox_id, (known, task) in list(self._watched.items()):
            now = boxes.get(mailbox_id) if mailbox_id in ours else None
            if now is None or _is_changed(known, now) or task.done():
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                del self._watched[mailbox_id]
        for mailbox_id in sorted(ours - set(self._watched)):
            mailbox = boxes.get(mailbox_id)
            if mailbox is not None:
                watch = asyncio.create_task(self._watch(mailbox), name=f"mailbox {mailbox_id}")
                self._watched[mailbox_id] = (mailbox, watch)
        await self._take_leftovers()

    async def _take_leftovers(self) -> None:
        """Take in what was stored and not read when a process ended, and what came by the port."""
        await self.intake.take_all()

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
        signed = await self._sign_ins.of(mailbox)
        server = mailbox.imap
        assert server is not None

        def connect() -> Connection:
            return Connection(server, password=signed.password, token=signed.access_token)

        def well() -> Awaitable[None]:
            return self._store.write(operations.note_well, mailbox.id, "receive")

        watch = FolderWatch(self._store, self._blobs, self.intake, mailbox, folder, connect, well)
        await watch.run()


def _is_changed(known: Mailbox, now: Mailbox) -> bool:
    """Say whether an owner has changed a mailbox: that puts its state back; its health does not."""
    return now.state == "new" and now.version != known.version


def _first_of(error: BaseException) -> BaseException:
    """Return what went wrong first in a group of folders."""
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
