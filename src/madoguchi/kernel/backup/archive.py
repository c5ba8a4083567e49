"""The archive: a zip written in one pass and checked by reading it back."""

from __future__ import annotations

import contextlib
import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from madoguchi.kernel.backup.manifest import (
    ATTACHMENTS,
    FORMAT,
    KEY,
    MANIFEST,
    TABLES,
    BackupRefused,
    Manifest,
    SavedTable,
)
from madoguchi.kernel.backup.rows import Row
from madoguchi.kernel.blobs import sha256_of

CHUNK = 1024 * 1024
QUICKLY = 1
"""zlib's level: a third of the size for a tenth of the time of its best."""

_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[object]).decode
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, msgspec.MsgspecError, KeyError, ValueError)


class Writer:
    """An archive being written; `finish` gives it its manifest."""

    def __init__(self, file: Path) -> None:
        self._zip = zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=QUICKLY
        )
        self._tables: dict[str, SavedTable] = {}
        self._attachments = self._attachment_bytes = 0
        self._has_key = False

    def add_table(
        self, name: str, columns: list[str], parts: Iterable[Sequence[Row]], last_id: int | None
    ) -> int:
        """Add a table's rows and return how many there were."""
        digest = hashlib.sha256()
        count = 0
        with self._zip.open(f"{TABLES}/{name}.jsonl", "w", force_zip64=True) as entry:
            for rows in parts:
                text = b"".join(_encode(row) + b"\n" for row in rows)
                digest.update(text)
                entry.write(text)
                count += len(rows)
        self._tables[name] = SavedTable(columns, count, digest.hexdigest(), last_id)
        return count

    def add_attachment(self, name: str, chunks: Iterable[bytes]) -> None:
        """Add an attachment's content; pictures do not shrink, so it is not tried."""
        entry = zipfile.ZipInfo(f"{ATTACHMENTS}/{name}")
        with self._zip.open(entry, "w", force_zip64=True) as out:
            for chunk in chunks:
                out.write(chunk)
                self._attachment_bytes += len(chunk)
        self._attachments += 1

    def add_key(self, content: bytes) -> None:
        """Add the installation's key."""
        self._zip.writestr(KEY, content)
        self._has_key = True

    def finish(self, **about: object) -> Manifest:
        """Write the manifest and close the archive."""
        manifest = Manifest(
            format=FORMAT,
            has_key=self._has_key,
            attachments=self._attachments,
            attachment_bytes=self._attachment_bytes,
            tables=self._tables,
            **about,  # type: ignore[arg-type]
        )
        self._zip.writestr(MANIFEST, msgspec.json.format(_encode(manifest)))
        self._zip.close()
        return manifest

    def close(self) -> None:
        """Let go of the file; what could not be written to it is nobody's loss any more."""
        with contextlib.suppress(OSError, ValueError):
            self._zip.close()


class Reader:
    """An archive to be read; raises `BackupRefused` when it is not whole."""

    def __init__(self, file: Path) -> None:
        self.file = file
        try:
            self._zip = zipfile.ZipFile(file)
            self.manifest = msgspec.json.decode(self._zip.read(MANIFEST), type=Manifest)
        except FileNotFoundError as error:
            raise BackupRefused(f"There is no file {file}.") from error
        except OSError as error:
            raise BackupRefused(f"{file} cannot be read: {error.strerror or error}.") from error
        except _BROKEN as error:
            raise self._broken("it has no readable list of contents") from error
        if self.manifest.format != FORMAT:
            raise BackupRefused(
                f"{file} was made by Madoguchi {self.manifest.program} in a form that this program"
                " does not know. Restore it with that version or a newer one."
            )

    def close(self) -> None:
        """Let go of the file."""
        self._zip.close()

    def check(self) -> None:
        """Read everything once and compare it with the manifest."""
        for name, table in self.manifest.tables.items():
            digest = hashlib.sha256()
            for chunk in self._chunks(f"{TABLES}/{name}.jsonl"):
                digest.update(chunk)
            if digest.hexdigest() != table.sha256:
                raise self._broken(f"the table {name} is not what was written")
        names = list(self.attachments())
        if len(names) != self.manifest.attachments:
            raise self._broken("attachments are missing")
        for name in names:
            try:
                wanted = sha256_of(name)
            except ValueError as error:
                raise self._broken(f"{name[:100]!r} is no attachment's name") from error
            digest = hashlib.sha256()
            for chunk in self.attachment(name):
                digest.update(chunk)
            if digest.hexdigest() != wanted:
                raise self._broken(f"the attachment {name} is not what was written")
        if self.manifest.has_key:
            self.key()

    def rows(self, name: str) -> Iterator[list[object]]:
        """Yield a table's rows."""
        try:
            with self._zip.open(f"{TABLES}/{name}.jsonl") as lines:
                for line in lines:
                    yield _decode(line)
        except _BROKEN as error:
            raise self._broken(f"the table {name} cannot be read") from error

    def attachments(self) -> Iterator[str]:
        """Yield the names of the attachments."""
        for name in self._zip.namelist():
            if name.startswith(f"{ATTACHMENTS}/"):
                yield name.removeprefix(f"{ATTACHMENTS}/")

    def attachment(self, name: str) -> Iterator[bytes]:
        """Yield an attachment's content."""
        yield from self._chunks(f"{ATTACHMENTS}/{name}")

    def key(self) -> bytes | None:
        """Return the installation's key, None where it was left out."""
        if not self.manifest.has_key:
            return None
        return b"".join(self._chunks(KEY))

    def _chunks(self, name: str) -> Iterator[bytes]:
        try:
            with self._zip.open(name) as entry:
                while chunk := entry.read(CHUNK):
                    yield chunk
        except _BROKEN as error:
            raise self._broken(f"{name} cannot be read") from error

    def _broken(self, what: str) -> BackupRefused:
        return BackupRefused(
            f"{self.file} is damaged or unfinished: {what}. Nothing was changed. Use another"
            " backup, or copy this one again from where it was kept."
        )
