"""Transfer encodings to bytes: base64, quoted-printable, uuencode, in whatever state."""

from __future__ import annotations

import binascii
import re
from typing import NamedTuple

from madoguchi.channels.email.mime.structure import Part
from madoguchi.channels.email.mime.words import decode_base64

# What stands between a soft break and the line's end was put there on the way (RFC 2045, 6.7).
_BLANK_END = re.compile(rb"=[ \t]{1,80}(\r?\n)")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{20,}={0,2}")
_QUOTED = re.compile(rb"(?:=[89A-Fa-f][0-9A-Fa-f]){3}")
_WIDE = re.compile(rb"[\xe3-\xef][\x80-\xbf]{2}")
_MOST_HIDDEN = 256 * 1024
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
        return binascii.a2b_qp(_BLANK_END.sub(rb"=\1", body))
    if encoding in ("uuencode", "x-uuencode", "x-uue", "uue"):
        _, files = split_uuencoded(body.decode("latin-1"))
        return files[0].content if files else body
    return body


def decode_text(part: Part) -> bytes:
    """As `decode_body`, of a text: an encoding that no header names, or by no known word, is found.

    Only where what is hidden is plainly East Asian UTF-8, so that nothing else is touched.
    """
    body = decode_body(part)
    if part.encoding in ("base64", "quoted-printable") or not body.isascii():
        return body
    if len(body) > _MOST_HIDDEN:
        return body
    joined = b"".join(body.split())
    if len(joined) % 4 == 0 and _BASE64.fullmatch(joined) and b" " not in body.strip():
        hidden = binascii.a2b_base64(joined)
    elif _QUOTED.search(body):
        hidden = binascii.a2b_qp(body)
    else:
        return body
    return hidden if _is_prose(hidden) else body


def _is_prose(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return len(_WIDE.findall(data)) >= 3


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
