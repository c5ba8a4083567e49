"""Header blocks: bytes to fields, with the damage that real mails carry. Decodes no words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_FIELD = re.compile(rb"([!-9;-~]{1,200})[ \t]*:")
_MBOX_LINE = re.compile(rb">?From [^\r\n]*\r?\n")
_FOLD = re.compile(rb"[\r\n]+[ \t]?")
_MAX_FIELDS = 2_000
_MAX_VALUE = 256 * 1024


class Headers:
    """The fields of one header block, in order, with unfolded raw values."""

    __slots__ = ("_fields",)

    def __init__(self, fields: list[tuple[str, bytes]]) -> None:
        self._fields = fields

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        return iter(self._fields)

    def __contains__(self, name: str) -> bool:
        return any(field == name for field, _ in self._fields)

    def first(self, name: str) -> bytes:
        """Return the first value of the lower-case field `name`, or b"" where it is missing."""
        return next((value for field, value in self._fields if field == name), b"")

    def all(self, name: str) -> list[bytes]:
        """Return every value of the lower-case field `name`, in order."""
        return [value for field, value in self._fields if field == name]

    def ascii(self, name: str) -> str:
        """Return the first value of `name` as plain text; bytes beyond ASCII become U+FFFD."""
        return self.first(name).decode("ascii", "replace").strip()


def read_headers(raw: bytes, start: int, end: int) -> tuple[Headers, int]:
    """Read the header block at `start` and return it with the position where the body begins.

    A line that is no field and no continuation ends the block, as in `email.feedparser`, unless
    it plainly continues the field before it (mailers that fold without indenting).
    """
    opened = _MBOX_LINE.match(raw, start, end)
    position = opened.end() if opened else start
    fields: list[tuple[str, bytes]] = []
    name, size = "", 0
    pieces: list[bytes] = []
    while position < end:
        line_end = raw.find(b"\n", position, end) + 1 or end
        line = raw[position : min(line_end, position + _MAX_VALUE)]
        bare = line.rstrip(b"\r\n")
        if not bare:
            position = line_end
            break
        delimiter = bare.startswith(b"--")
        field = None if bare[:1] in b" \t" or delimiter else _FIELD.match(bare)
        if field:
            if name:
                fields.append((name, _unfold(pieces)))
            if len(fields) >= _MAX_FIELDS:
                name, pieces = "", []
            else:
                name = field[1].decode("ascii").lower()
                pieces, size = [line[field.end() :]], len(line)
        elif delimiter or (not name and bare[:1] not in b" \t"):
            break
        elif bare[:1] in b" \t" or _continues(raw, line_end, end, pieces):
            if size < _MAX_VALUE:
                pieces.append(line if bare[:1] in b" \t" else b" " + line)
                size += len(line)
        else:
            break
        position = line_end
    if name:
        fields.append((name, _unfold(pieces)))
    return Headers(fields), position


def _unfold(pieces: list[bytes]) -> bytes:
    """Join a folded value (RFC 5322 §2.2.3): the line break goes, one blank stays."""
    return _FOLD.sub(b" ", b"".join(pieces).strip(b" \t\r\n"))


def _continues(raw: bytes, after: int, end: int, pieces: list[bytes]) -> bool:
    line_end = raw.find(b"\n", after, end) + 1 or end
    following = raw[after : min(line_end, after + 1024)].rstrip(b"\r\n")
    if following:
        return _FIELD.match(following) is not None
    value = b"".join(pieces)
    return value.count(b"<") > value.count(b">") or value.rstrip().endswith(b",")
