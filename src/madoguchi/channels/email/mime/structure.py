"""The tree of MIME parts, found in one pass over the raw bytes; copies no body.

The standard library's parser recurses per level and keeps a mail several times over in memory;
this one is level by boundary, so that depth 1,000 or 40 MB cost no more than their length.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from madoguchi.channels.email.mime.headers import Headers, read_headers
from madoguchi.channels.email.mime.parameters import read_parameters

_TYPE = re.compile(r"[a-z0-9!#$&^_.+-]{1,100}/[a-z0-9!#$&^_.+-]{1,100}$")
_FIRST_DELIMITER = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200}?)[ \t]*\r?\n")
_MAX_PARTS = 5_000
_PLAIN_ENCODINGS = ("", "7bit", "8bit", "binary")


class Part:
    """One MIME entity: raw[start:end] is its body, still transfer-encoded."""

    __slots__ = (
        "children",
        "content_type",
        "disposition",
        "disposition_parameters",
        "end",
        "headers",
        "parameters",
        "parent",
        "raw",
        "start",
    )

    def __init__(self, raw: bytes, headers: Headers, start: int, parent: Part | None) -> None:
        self.raw, self.headers, self.start, self.end = raw, headers, start, len(raw)
        self.parent = parent
        self.children: list[Part] = []
        value, self.parameters = read_parameters(headers.first("content-type"))
        self.content_type = _content_type(value, parent)
        found, self.disposition_parameters = read_parameters(headers.first("content-disposition"))
        self.disposition = found.split()[0] if found.split() else ""

    @property
    def encoding(self) -> str:
        """The transfer encoding in lower case, freed of comments and semicolons."""
        words = re.split(r"[\s;(]+", self.headers.ascii("content-transfer-encoding").lower())
        return words[0] if words else ""

    @property
    def is_multipart(self) -> bool:
        """Whether the part calls itself a container, be it empty."""
        return self.content_type.startswith("multipart/")

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it, in the order of the mail; not recursive."""
        waiting = [self]
        while waiting:
            part = waiting.pop()
            yield part
            waiting.extend(reversed(part.children))


def _content_type(value: str, parent: Part | None) -> str:
    value = value.partition(",")[0].strip()
    if _TYPE.match(value):
        return value
    if value in ("text", "html", "text/"):
        return "text/html" if value == "html" else "text/plain"
    in_digest = parent is not None and parent.content_type == "multipart/digest"
    return "message/rfc822" if in_digest and not value else "text/plain"


class _Scan:
    """The open multiparts while the lines go by; a boundary may be open more than once."""

    def __init__(self, raw: bytes, warnings: list[str]) -> None:
        self.raw = raw
        self.warnings = warnings
        self.open: list[tuple[bytes, Part]] = []
        self.levels: dict[bytes, list[int]] = {}
        self.unclosed: list[Part] = []
        self.count = 0

    def begin(self, start: int, parent: Part | None) -> Part:
        """Read the part at `start`; messages inside messages are entered at once."""
        first: Part | None = None
        while True:
            headers, body = read_headers(self.raw, start, len(self.raw))
            part = Part(self.raw, headers, body, parent)
            self.count += 1
            if parent is not None:
                parent.children.append(part)
            self.unclosed.append(part)
            first = first or part
            if part.is_multipart:
                self._push(part)
                return first
            nested = part.content_type in ("message/rfc822", "message/global")
            if not nested or part.encoding not in _PLAIN_ENCODINGS or self.count >= _MAX_PARTS:
                return first
            start, parent = body, part

    def _push(self, part: Part) -> None:
        boundary = part.parameters.get("boundary", "").encode("utf-8", "surrogateescape").rstrip()
        if not boundary:
            self.warnings.append("boundary-missing")
            guessed = _FIRST_DELIMITER.search(self.raw, max(0, part.start - 1), part.start + 65_536)
            if not guessed:
                return
            boundary = guessed[1]
        self.levels.setdefault(boundary, []).append(len(self.open))
        self.open.append((boundary, part))

    def level_of(self, line: bytes) -> tuple[int, bool] | None:
        """Return the level that a delimiter line belongs to, and whether it closes it."""
        for token, closing in ((line, False), (line[:-2] if line[-2:] == b"--" else b"", True)):
            found = self.levels.get(token) if token else None
            if found:
                return found[-1], closing
        return None

    def close_to(self, level: int, at: int) -> None:
        """End every part that lies below the multipart at `level`, at byte `at`."""
        keep = self.open[level][1]
        while self.unclosed and self.unclosed[-1] is not keep:
            part = self.unclosed.pop()
            part.end = max(part.start, at)
        while len(self.open) > level + 1:
            self.close_innermost()

    def close_innermost(self) -> None:
        """Forget the innermost open multipart."""
        boundary, _ = self.open.pop()
        self.levels[boundary].pop()
        if not self.levels[boundary]:
            del self.levels[boundary]


def read_structure(raw: bytes, warnings: list[str]) -> Part:
    """Find the parts of a mail; oddities are added to `warnings` as codes. Never raises."""
    scan = _Scan(raw, warnings)
    root = scan.begin(0, None)
    position = raw.find(b"--", root.start - 1 if root.start else 0)
    while position >= 0 and scan.open:
        if position > 0 and raw[position - 1] not in b"\r\n":
            following = raw.find(b"\n--", position)
            position = following + 1 if following >= 0 else -1
            continue
        line_end = raw.find(b"\n", position)
        line_end = len(raw) if line_end < 0 else line_end
        found = None
        if line_end - position <= 1_000:
            found = scan.level_of(raw[position + 2 : line_end].rstrip())
        following_from = line_end
        if found:
            level, closing = found
            _, owner = scan.open[level]
            scan.close_to(level, _before_line_break(raw, position))
            if closing:
                owner.end = line_end
                scan.close_innermost()
            elif scan.count < _MAX_PARTS:
                part = scan.begin(min(line_end + 1, len(raw)), owner)
                # A delimiter may follow the header block at once.
                following_from = max(line_end, _deepest(part).start - 1)
            elif "too-many-parts" not in warnings:
                warnings.append("too-many-parts")
        following = raw.find(b"\n--", following_from)
        position = following + 1 if following >= 0 else -1
    if scan.open:
        warnings.append("not-closed")
    return root


def _deepest(part: Part) -> Part:
    while part.children:
        part = part.children[-1]
    return part


def _before_line_break(raw: bytes, position: int) -> int:
    """The line break before a delimiter belongs to it (RFC 2046 §5.1.1)."""
    if position > 0 and raw[position - 1 : position] == b"\n":
        position -= 1
    if position > 0 and raw[position - 1 : position] == b"\r":
        position -= 1
    return position
