"""The built screens: read from the package's folder, compressed once, sent from memory."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from pathlib import Path

import msgspec

_COMPRESSED = {".js", ".css", ".html", ".json", ".svg", ".txt", ".map", ".webmanifest"}
_SMALLEST_COMPRESSED = 600
mimetypes.add_type("text/javascript", ".js")
mimetypes.add_type("application/manifest+json", ".webmanifest")
mimetypes.add_type("font/woff2", ".woff2")


class ScreenFile(msgspec.Struct, frozen=True):
    """A file as it is sent; `compressed` by the name of its encoding."""

    content: bytes
    content_type: str
    etag: str
    compressed: dict[str, bytes]


class _Entry(msgspec.Struct):
    file: str


class Screens:
    """Files below one folder. A file that has changed on the disk is read anew."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files: dict[str, tuple[int, ScreenFile]] = {}

    def file(self, path: str) -> ScreenFile | None:
        """Return the file at a path below the folder, None if there is none."""
        try:
            found = (self.folder / path.lstrip("/")).resolve()
            if not found.is_relative_to(self.folder.resolve()):
                return None
            changed = found.stat().st_mtime_ns
            known = self._files.get(path)
            if known is None or known[0] != changed:
                known = self._files[path] = (changed, _read(found))
        except (OSError, ValueError):
            return None
        return known[1]

    def built(self, screen: str, entry: str) -> str | None:
        """Return the path of a screen's hashed entry file, None before it is built."""
        manifest = self.file(f"{screen}/manifest.json")
        if manifest is None:
            return None
        entries = msgspec.json.decode(manifest.content, type=dict[str, _Entry])
        found = entries.get(entry)
        return f"{screen}/{found.file}" if found else None


def choose(file: ScreenFile, accept_encoding: str) -> tuple[str | None, bytes]:
    """Return the best encoding that the reader takes, and the bytes in it."""
    accepted = {part.partition(";")[0].strip().lower() for part in accept_encoding.split(",")}
    for encoding in ("br", "gzip"):
        if encoding in accepted and encoding in file.compressed:
            return encoding, file.compressed[encoding]
    return None, file.content


def _read(path: Path) -> ScreenFile:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    compressed: dict[str, bytes] = {}
    if path.suffix in _COMPRESSED and len(content) >= _SMALLEST_COMPRESSED:
        beside = path.with_name(path.name + ".br")
        if beside.exists():
            compressed["br"] = beside.read_bytes()
        compressed["gzip"] = gzip.compress(content, 9, mtime=0)
    return ScreenFile(content, kind, f'"{hashlib.sha256(content).hexdigest()[:24]}"', compressed)
