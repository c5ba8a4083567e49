"""Where files' contents lie: a folder of ours or S3, behind one interface.

A blob is named by the SHA-256 of its content and a mark of its own: what it holds can be checked,
and since no two uploads share one, deleting a blob takes nothing from anybody else.
"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import hashlib
import os
import re
import secrets
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, TYPE_CHECKING

import obstore
import structlog
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from madoguchi.kernel.errors import NotFound, StorageFull, TooLarge, Unavailable

if TYPE_CHECKING:
    from obstore.store import RetryConfig

BLOB_REMOVAL = "blob_removal"
"""The kind of delivery by which the worker deletes the blob that it names."""
CHUNK = 256 * 1024
"""Bytes read at once, so that a slow reader costs little memory."""
_RETRIES: RetryConfig = {"max_retries": 4, "retry_timeout": timedelta(seconds=20)}
_NAME = re.compile(r"[0-9a-f]{2}/[0-9a-f]{64}-[0-9a-f]{16}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
# The store's own errors come as text; only there the system's number is left.
_FULL_TEXT = re.compile(rf"os error ({'|'.join(map(str, _FULL))})\b")

log = structlog.get_logger("madoguchi.kernel")


class Incoming:
    """A file that is being received: on disk without a name, so a crash leaves nothing behind."""

    def __init__(self, file: IO[bytes], limit: int) -> None:
        self.file = file
        self.size = 0
        self._limit = limit

    def write(self, chunk: bytes) -> None:
        """Take the next bytes. Raises `TooLarge` past the limit and `StorageFull`."""
        self.size += len(chunk)
        if self.size > self._limit:
            raise TooLarge(
                "storage.file_too_large", field="file", megabytes=self._limit // (1024 * 1024)
            )
        with _refusing_when_full():
            self.file.write(chunk)


class Blobs:
    """The open blob store; safe to share by tasks.

    `where` is empty for `folder`, `file:///FOLDER`, or `s3://BUCKET/PREFIX`, whose keys and region
    come from the usual AWS variables of the environment.
    """

    def __init__(self, where: str, folder: Path) -> None:
        self._store: LocalStore | S3Store
        if where.startswith("s3://"):
            self._store = S3Store.from_url(where, retry_config=_RETRIES)
            self._folder: Path | None = None
            self._incoming: Path | None = None
        else:
            local = Path(where.removeprefix("file://")) if where else folder
            local.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(local)
            self._folder = local
            # On the same disk, so that a full one is noticed before anything is stored.
            self._incoming = local

    @contextlib.contextmanager
    def receive(self, limit: int) -> Iterator[Incoming]:
        """Yield an empty file to be filled with at most `limit` bytes; it is gone afterwards."""
        with _refusing_when_full():
            file = tempfile.TemporaryFile(dir=self._incoming)  # noqa: SIM115 - closed below
        try:
            yield Incoming(file, limit)
        finally:
            # What could not be written is flushed again on closing, and fails again.
            with contextlib.suppress(OSError):
                file.close()

    async def put(self, content: bytes | IO[bytes]) -> str:
        """Store a content and return its name once it is durable.

        Raises `StorageFull` or `Unavailable`; then nothing was stored.
        """
        digest = await asyncio.to_thread(_digest, content)
        name = f"{digest[:2]}/{digest}-{secrets.token_hex(8)}"
        with _refusing_when_full():
            await obstore.put_async(self._store, name, content)
            await asyncio.to_thread(self._make_durable, name)
        return name

    def _make_durable(self, name: str) -> None:
        if self._folder is not None:
            try:
                _sync(self._folder / name)
            except OSError:
                # A disk may say that it is full as late as here.
                (self._folder / name).unlink(missing_ok=True)
                raise

    async def read(self, name: str, start: int = 0, end: int | None = None) -> AsyncIterator[bytes]:
        """Return a content, or its bytes from `start` up to but not including `end`, in chunks.

        Raises `NotFound` for a blob that is gone and `Unavailable` when the store is.
        """
        _check(name)
        options: obstore.GetOptions = {}
        if end is not None:
            options = {"range": (start, end)}
        elif start:
            options = {"range": {"offset": start}}
        try:
            found = await obstore.get_async(self._store, name, options=options)
        except FileNotFoundError as error:
            raise NotFound("storage.file_gone") from error
        except BaseError as error:
            raise _unavailable(error) from error
        return _chunks(found)

    async def delete(self, name: str) -> None:
        """Delete a blob; deleting it twice is deleting it once. Raises `Unavailable`."""
        _check(name)
        try:
            await obstore.delete_async(self._store, name)
        except FileNotFoundError:
            return
        except BaseError as error:
            raise _unavailable(error) from error

    async def older_than(self, moment: datetime) -> AsyncIterator[list[str]]:
        """Yield the names of blobs stored before an instant, some at a time."""
        stream = obstore.list(self._store, chunk_size=500)
        async for page in stream:
            names = [
                entry["path"]
                for entry in page
                if entry["last_modified"] < moment and _NAME.fullmatch(entry["path"])
            ]
            if names:
                yield names

    # For the console, where no event loop goes on: obstore's threads would speak to one that ended.

    def names(self) -> Iterator[str]:
        """Yield the names of all blobs. Blocks."""
        for page in obstore.list(self._store, chunk_size=500):
            for entry in page:
                if _NAME.fullmatch(entry["path"]):
                    yield entry["path"]

    def read_now(self, name: str) -> Iterator[bytes]:
        """As `read`, of a whole content. Blocks."""
        _check(name)
        try:
            found = obstore.get(self._store, name)
        except FileNotFoundError as error:
            raise NotFound("storage.file_gone") from error
        except BaseError as error:
            raise _unavailable(error) from error
        for chunk in found.stream(min_chunk_size=CHUNK):
            yield bytes(chunk)

    def put_now(self, content: bytes) -> str:
        """As `put`. Blocks."""
        digest = _digest(content)
        name = f"{digest[:2]}/{digest}-{secrets.token_hex(8)}"
        self.put_back(name, iter([content]))
        return name

    def put_back(self, name: str, content: Iterator[bytes]) -> None:
        """Store a content under the name it had, out of a backup. Raises as `put` does. Blocks."""
        _check(name)
        with _refusing_when_full():
            obstore.put(self._store, name, content)
            self._make_durable(name)

    def clear_half_written(self, before: datetime) -> None:
        """Delete what a killed process had not finished storing before an instant.

        In S3 a rule of the bucket's own does that (AbortIncompleteMultipartUpload).
        """
        if self._folder is not None:
            for path in self._folder.glob("??/*#*"):
                with contextlib.suppress(FileNotFoundError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()


def sha256_of(name: str) -> str:
    """Return the SHA-256 (hexadecimal) of what a blob holds."""
    _check(name)
    return name[3:67]


def _check(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no blob's name")


def _digest(content: bytes | IO[bytes]) -> str:
    if isinstance(content, bytes):
        return hashlib.sha256(content).hexdigest()
    content.seek(0)
    digest = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]
    content.seek(0)
    return digest


def _sync(path: Path) -> None:
    """Wait until a file and its folders' entries are on the disk: the store itself does not."""
    for each in (path, path.parent, path.parent.parent):
        descriptor = os.open(each, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


async def _chunks(found: obstore.GetResult) -> AsyncIterator[bytes]:
    async for chunk in found.stream(min_chunk_size=CHUNK):
        yield bytes(chunk)


@contextlib.contextmanager
def _refusing_when_full() -> Iterator[None]:
    try:
        yield
    except (OSError, BaseError) as error:
        full = isinstance(error, OSError) and error.errno in _FULL
        if full or _FULL_TEXT.search(str(error)):
            log.warning("storage_full", detail=str(error)[:500])
            raise StorageFull("storage.full") from error
        raise _unavailable(error) from error


def _unavailable(error: Exception) -> Unavailable:
    log.error("blobs_unavailable", detail=str(error))
    return Unavailable("storage.files_unavailable")
