"""Takes mails in: each durable first, then read in a process of its own, then a message."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import IO

import structlog

from madoguchi.channels.email.contracts import Ours
from madoguchi.channels.email.contracts.mailboxes import Mailbox
from madoguchi.channels.email.contracts.mails import Refused
from madoguchi.channels.email.operations import intake as operations
from madoguchi.channels.email.operations import storing
from madoguchi.channels.email.operations.arriving import Understood, unreadable
from madoguchi.channels.email.operations.storing import Stored
from madoguchi.channels.email.parse import parse_mail
from madoguchi.channels.email.queries import mailboxes, mails
from madoguchi.channels.email.queries.mailboxes import REPLIES_PURPOSE
from madoguchi.channels.email.queries.mails import Raw
from madoguchi.channels.email.reading.contracts import File
from madoguchi.channels.email.reading.reader import INLINE, Reader, Unreadable
from madoguchi.desk.operations.attachments import Upload
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.errors import NotFound, StorageFull, Unavailable
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store

AT_ONCE = 32
"""Mails that are read and written together, in one commit."""
ATTEMPTS = 3
"""How often a mail that cannot be read is tried; then its headers alone make the message."""
HEADERS = 64 * 1024

log = structlog.get_logger("madoguchi.email")


class Intake:
    """The way in for every door of this room. Close it when done."""

    def __init__(
        self, store: Store, blobs: Blobs, keyring: Keyring, *, spool: Path, limit: int
    ) -> None:
        self._store = store
        self._blobs = blobs
        self._reply_key = keyring.key(REPLIES_PURPOSE)
        self._limit = limit
        self._spool = spool
        self._reader = Reader(spool)
        self._lock = asyncio.Lock()

    async def keep(
        self,
        content: bytes | IO[bytes],
        size: int,
        uid: int | None = None,
        cut: str | None = None,
    ) -> Stored:
        """Make a mail's bytes durable; see `Stored` for `cut`."""
        return Stored(await self._blobs.put(content), size, uid, cut)

    async def note(
        self, mailbox_id: int, folder: str, uidvalidity: int, stored: Sequence[Stored]
    ) -> list[int]:
        """Note mails that are durable; from here on they are ours, whatever happens."""
        return await self._store.write(
            storing.note_stored, mailbox_id, folder, uidvalidity, list(stored)
        )

    async def take_all(self, mailbox_id: int | None = None) -> int:
        """Make messages of all mails that are stored and not yet read; returns how many.

        In the order in which they came, so that an answer finds what it answers.
        """
        async with self._lock:
            taken = 0
            while passed := await self._take_from(mailbox_id):
                taken += passed
            return taken

    async def close(self) -> None:
        """End the reading process."""
        await self._reader.close()

    async def _take_from(self, mailbox_id: int | None) -> int:
        """Go through what waits once; what could not be taken yet waits for the next time.

        While some are written the next ones are read, which goes on in another process.
        """
        passed, after = 0, 0
        writing: asyncio.Task[None] | None = None
        try:
            while waiting := await self._store.read(mails.unread, mailbox_id, AT_ONCE, after):
                understood = await self._understand_all(waiting)
                if writing is not None:
                    await writing
                writing = asyncio.create_task(self._write_all(understood))
                passed, after = passed + len(waiting), waiting[-1].id
            if writing is not None:
                await writing
        finally:
            if writing is not None and not writing.done():
                # A commit that was begun is waited for: nobody else may take the same ones up.
                await asyncio.gather(writing, return_exceptions=True)
        return passed

    async def _understand_all(self, waiting: Sequence[Raw]) -> list[Understood]:
        boxes = {each.id: each for each in await self._store.read(mailboxes.every)}
        ours = await self._store.read(mailboxes.ours)
        read = await asyncio.gather(
            *(self._understand(raw, boxes.get(raw.mailbox_id), ours) for raw in waiting)
        )
        return [each for each in read if each is not None]

    async def _write_all(self, understood: Sequence[Understood]) -> None:
        try:
            await self._write(understood)
        except Exception as error:
            # One of them is at fault: the others must not wait for it.
            log.warning("mails_taken_singly", count=len(understood), exc_info=error)
            for each in understood:
                await self._write_singly(each)

    async def _write(self, understood: Sequence[Understood]) -> None:
        await self._store.write(
            operations.take_in_all, understood, reply_key=self._reply_key, limit=self._limit
        )

    async def _write_singly(self, understood: Understood) -> None:
        try:
            await self._write([understood])
        except Exception:
            attempts = await self._store.write(storing.note_attempt, understood.mail_id)
            log.exception("mail_not_taken", mail=understood.mail_id, attempts=attempts)
            if attempts >= ATTEMPTS:
                await self._store.write(operations.give_up, understood)

    async def _understand(self, raw: Raw, mailbox: Mailbox | None, ours: Ours) -> Understood | None:
        """Read a mail; one that cannot be read at all is given up, and None is returned."""
        try:
            if raw.cut is not None:
                return await self._by_head(raw, raw.cut)
            return await self._read(raw, mailbox, ours)
        except (StorageFull, Unavailable):
            raise  # no fault of the mail: all of them wait
        except NotFound:
            log.exception("mail_lost", mail=raw.id, blob=raw.blob)
            await self._store.write(storing.give_up, raw.id, "lost")
        except Exception:
            attempts = await self._store.write(storing.note_attempt, raw.id)
            log.exception("mail_not_read", mail=raw.id, attempts=attempts)
            if attempts >= ATTEMPTS:
                await self._store.write(storing.give_up, raw.id, "unreadable")
        return None

    async def _read(self, raw: Raw, mailbox: Mailbox | None, ours: Ours) -> Understood:
        trusted = [] if mailbox is None else mailbox.trusted_servers
        try:
            async with self._content(raw) as (content, path):
                read = await self._reader.read(content, path, trusted, ours)
        except Unreadable as error:
            log.warning("mail_unreadable", mail=raw.id, size=raw.size, why=str(error))
            return await self._by_head(raw, "unreadable")
        try:
            kept = [file for file in read.files if file.refusal is None]
            shop_id = 0 if mailbox is None else mailbox.shop_id
            uploads = [await self._upload(file, shop_id) for file in kept]
        finally:
            self._reader.forget(read.files)
        return Understood(
            mail_id=raw.id,
            mail=read.mail,
            uploads=uploads,
            inline=[_place_in(read.mail.html or "", file) for file in kept],
            refused=[
                Refused(file.name, file.size, file.refusal)
                for file in read.files
                if file.refusal is not None
            ],
        )

    async def _by_head(self, raw: Raw, why: str) -> Understood:
        """Understand what can be of a mail that is too much: who, when, about what."""
        head = b""
        async for chunk in await self._blobs.read(raw.blob):
            head += chunk
            if len(head) >= HEADERS:
                break
        head = head[:HEADERS].partition(b"\r\n\r\n")[0].partition(b"\n\n")[0]
        mail = parse_mail(b"X-Cut: yes\r\nContent-Type: text/plain\r\n" + head + b"\r\n\r\n")
        return Understood(mail_id=raw.id, mail=unreadable(mail, why), cut=raw.cut)

    async def _upload(self, file: File, shop_id: int) -> Upload:
        with Path(file.path).open("rb") as content:  # noqa: ASYNC230 - of our own temporary folder
            blob = await self._blobs.put(content)
        thumbnail = None
        if file.thumbnail is not None:
            thumbnail = await self._blobs.put(Path(file.thumbnail).read_bytes())  # noqa: ASYNC240
        return Upload(
            name=file.name,
            content_type=file.content_type,
            size=file.size,
            width=file.width,
            height=file.height,
            blob=blob,
            thumbnail_blob=thumbnail,
            shop_id=shop_id,
            uploader="",
        )

    @asynccontextmanager
    async def _content(self, raw: Raw) -> AsyncIterator[tuple[bytes, Path | None]]:
        """Yield a mail's bytes, or the file that a large one was brought into."""
        chunks = await self._blobs.read(raw.blob)
        if raw.size <= INLINE:
            yield b"".join([chunk async for chunk in chunks]), None
            return
        self._spool.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(prefix="mail-", dir=self._spool) as file:
            async for chunk in chunks:
                await asyncio.to_thread(file.write, chunk)
            file.flush()
            yield b"", Path(file.name)


def _place_in(markup: str, file: File) -> str | None:
    """Return the content id under which a mail's HTML shows a file, None where it does not."""
    named = file.content_id
    return named if named and f"cid:{named}" in markup else None
