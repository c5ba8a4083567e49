"""Transfer encodings to bytes: base64, quoted-printable, uuencode, in whatever state."""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from madoguchi.channels.email.mime.structure import Part
from madoguchi.channels.email.mime.words import decode_base64

_UU_BEGIN = re.compile(r"^begin [0-7]{3,4} ([^\r\n]{1,255})\r?\n", re.MULTILINE)
_UU_END = re.compile(r"^end[ \t]*\r?$", re.MULTILINE)
_UU_LINE = re.compile(r"[ -`]{1,90}\r?$")


class UuFile(NamedTuple):
    """A file that stood uuencoded in a text."""

    name: str
    content: bytes


def decode_body(part: Part) -> bytes:
    """Undo the transfer encoding of a part; an unknown one leaves the bytes as they are."""
    encoding = part.encoding
    if encoding == "base64":
        return decode_base64(part.raw, part.start, part.end)
    body = part.raw[part.start : part.end]
    if encoding == "quoted-printable":
        return binascii.a2b_qp(body)
    if encoding in ("uuencode", "x-uuencode", "x-uue", "uue"):
        _, files = split_uuencoded(body.decode("latin-1"))
        return files[0].content if files else body
    return body


def split_uuencoded(text: str) -> tuple[str, list[UuFile]]:
    """Take uuencoded files out of a text: the text that stays, and the files in order."""
    files: list[UuFile] = []
    kept: list[str] = []
    position = 0
    while begin := _UU_BEGIN.search(text, position):
        end = _UU_END.search(text, begin.end())
        if not end:
            break
        content = _decode_uu(text[begin.end() : end.start()])
        if content is None:
            kept.append(text[position : begin.end()])
            position = begin.end()
            continue
        kept.append(text[position : begin.start()])
        files.append(UuFile(begin[1].strip(), content))
        position = end.end()
    return "".join([*kept, text[position:]]), files


def _decode_uu(block: str) -> bytes | None:
    """Decode the lines between "begin" and "end"; None where they are plainly no uuencoding."""
    pieces = []
    for line in block.splitlines():
        if not line.strip():
            continue
        if not _UU_LINE.match(line):
            return None
        data = line.rstrip("\r\n")
        count = (ord(data[0]) - 32) & 63
        # Mailers strip trailing blanks, which are zeros here: put them back.
        padded = data[: 1 + (count + 2) // 3 * 4].ljust(1 + (count + 2) // 3 * 4)
        try:
            pieces.append(binascii.a2b_uu(padded))
        except binascii.Error:
            return None
    return b"".join(pieces)
