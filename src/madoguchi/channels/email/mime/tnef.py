"""Outlook's winmail.dat (MS-OXTNEF) to its text and files. Never raises, bounded in size.

No reader on PyPI was kept up (tnefparse: last release in January 2021), hence our own.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

from madoguchi.channels.email.contracts import Attachment
from madoguchi.channels.email.mime import names
from madoguchi.channels.email.mime.charsets import decode
from madoguchi.channels.email.mime.rtf import Rtf, decompress, read_rtf

_SIGNATURE = 0x223E9F78
_ATTACHMENT_BEGINS = 0x9002
_ATTACHMENT_TITLE = 0x8010
_ATTACHMENT_DATA = 0x800F
_ATTACHMENT_PROPERTIES = 0x9005
_MESSAGE_PROPERTIES = 0x9003
_BODY = 0x800C
_CODE_PAGE = 0x9007
_PR_BODY, _PR_BODY_HTML, _PR_RTF = 0x1000, 0x1013, 0x1009
_PR_FILE, _PR_LONG_FILE, _PR_DATA, _PR_MIME, _PR_CONTENT_ID = 0x3704, 0x3707, 0x3701, 0x370E, 0x3712
_PR_DISPLAY_NAME = 0x3001
_FIXED_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x0A: 4, 0x0B: 4, 0x05: 8, 0x06: 8, 0x07: 8}
_FIXED_SIZES |= {0x14: 8, 0x40: 8, 0x48: 16, 0x01: 0}
_VARIABLE = (0x0D, 0x1E, 0x1F, 0x102)
_MULTIPLE = 0x1000
_EMBEDDED_MESSAGE = bytes.fromhex("0703020000000000c000000000000046")
_MAX_ITEMS = 10_000

Properties = dict[int, tuple[int, bytes]]


class Tnef(NamedTuple):
    """What a winmail.dat held; `text` and `html` may be empty."""

    text: str
    html: str
    attachments: tuple[Attachment, ...]


class _File:
    """An attachment while its attributes go by."""

    def __init__(self) -> None:
        self.title = b""
        self.content = b""
        self.properties: Properties = {}


def read(content: bytes) -> Tnef | None:
    """Open a winmail.dat; None where it is none. What is cut off at the end is left out."""
    if len(content) < 6 or struct.unpack_from("<I", content)[0] != _SIGNATURE:
        return None
    code_page, body, message, files = "cp1252", b"", Properties(), list[_File]()
    for attribute, value in _attributes(content):
        if attribute == _CODE_PAGE and len(value) >= 4:
            code_page = f"cp{struct.unpack_from('<I', value)[0]}"
        elif attribute == _BODY:
            body = value
        elif attribute == _MESSAGE_PROPERTIES:
            message = _properties(value)
        elif attribute == _ATTACHMENT_BEGINS:
            files.append(_File())
        elif files and attribute == _ATTACHMENT_TITLE:
            files[-1].title = value
        elif files and attribute == _ATTACHMENT_DATA:
            files[-1].content = value
        elif files and attribute == _ATTACHMENT_PROPERTIES:
            files[-1].properties = _properties(value)
    rich = _rich_text(message)
    text = _text(message, _PR_BODY, code_page) or _decode(body, code_page) or rich.text
    markup = _text(message, _PR_BODY_HTML, code_page) or rich.html
    found = [attachment for file in files for attachment in _attachment(file, code_page)]
    return Tnef(text.replace("\r\n", "\n"), markup, tuple(found))


def _attributes(content: bytes) -> list[tuple[int, bytes]]:
    found: list[tuple[int, bytes]] = []
    position = 6
    while position + 9 <= len(content) and len(found) < _MAX_ITEMS:
        _, identifier, length = struct.unpack_from("<BII", content, position)
        position += 9
        if position + length > len(content):
            break
        found.append((identifier & 0xFFFF, content[position : position + length]))
        position += length + 2
    return found


def _properties(value: bytes) -> Properties:
    """Read a MAPI property list (MS-OXTNEF §2.1.3.4); only the first value of each is kept."""
    found: Properties = {}
    try:
        (count,) = struct.unpack_from("<I", value)
        position = 4
        for _ in range(min(count, _MAX_ITEMS)):
            kind, identifier = struct.unpack_from("<HH", value, position)
            position += 4
            if identifier >= 0x8000:
                position = _skip_name(value, position)
            first, position = _value(value, position, kind)
            found.setdefault(identifier, (kind & ~_MULTIPLE, first))
    except (struct.error, KeyError):
        # A damaged list: what was read up to here stands.
        pass
    return found


def _skip_name(value: bytes, position: int) -> int:
    (named,) = struct.unpack_from("<I", value, position + 16)
    position += 20
    (length,) = struct.unpack_from("<I", value, position)
    return position + 4 + ((length + 3) // 4 * 4 if named else 0)


def _value(value: bytes, position: int, kind: int) -> tuple[bytes, int]:
    base = kind & ~_MULTIPLE
    count, first = 1, b""
    if kind & _MULTIPLE or base in _VARIABLE:
        (count,) = struct.unpack_from("<I", value, position)
        position += 4
    for index in range(min(count, _MAX_ITEMS)):
        if base in _VARIABLE:
            (length,) = struct.unpack_from("<I", value, position)
            position += 4
            step = (length + 3) // 4 * 4
        else:
            length = step = _FIXED_SIZES[base]
        if index == 0:
            first = value[position : position + length]
        position += step
        if position > len(value):
            break
    return first, position


def _text(properties: Properties, identifier: int, code_page: str) -> str:
    kind, value = properties.get(identifier, (0, b""))
    if kind == 0x1F:
        return value.decode("utf-16-le", "replace").rstrip("\0")
    return _decode(value, code_page)


def _decode(value: bytes, code_page: str) -> str:
    return decode(value.rstrip(b"\0"), code_page).text


def _rich_text(message: Properties) -> Rtf:
    _, compressed = message.get(_PR_RTF, (0, b""))
    plain = decompress(compressed) if compressed else b""
    return read_rtf(plain) if plain else Rtf("", "")


def _attachment(file: _File, code_page: str) -> list[Attachment]:
    properties = file.properties
    name = (
        _text(properties, _PR_LONG_FILE, code_page)
        or _text(properties, _PR_FILE, code_page)
        or _decode(file.title, code_page)
        or _text(properties, _PR_DISPLAY_NAME, code_page)
    )
    content = file.content or properties.get(_PR_DATA, (0, b""))[1]
    if content.startswith(_EMBEDDED_MESSAGE):
        # A forwarded Outlook item: kept as a winmail.dat of its own, with its files beside it.
        inner = content[len(_EMBEDDED_MESSAGE) :]
        return [names.from_bytes(f"{name or 'message'}.tnef", inner, "application/ms-tnef")]
    identifier = _text(properties, _PR_CONTENT_ID, code_page).strip("<> ")
    made = names.from_bytes(name, content, _text(properties, _PR_MIME, code_page))
    if not identifier:
        return [made]
    return [
        Attachment(
            name=made.name,
            content_type=made.content_type,
            size=made.size,
            content=made.content,
            content_id=identifier,
            inline=True,
        )
    ]
