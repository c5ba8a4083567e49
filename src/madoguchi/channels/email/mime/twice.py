"""Text that was encoded twice: UTF-8 taken for Windows-1252, and written as UTF-8 once more."""

from __future__ import annotations

import re

# What three bytes of UTF-8 look like when each is taken for a character.
_TRACE = re.compile("[\u00e0-\u00ef][^\x00-\x7f]{2}")
_FEWEST = 2
_BYTES = {
    character: byte
    for byte in range(0x80, 0xA0)
    if (character := bytes((byte,)).decode("cp1252", "ignore"))
} | {chr(byte): byte for byte in range(0x80, 0x100)}


def undo_twice(text: str) -> str | None:
    """Return a text as it was before it was encoded for the second time, None for any other.

    Only where all of it reads as UTF-8 again, which no text in Latin letters does.
    """
    if len(_TRACE.findall(text)) < _FEWEST:
        return None
    found = bytearray()
    for character in text:
        byte = ord(character) if character < "\x80" else _BYTES.get(character)
        if byte is None:
            return None
        found.append(byte)
    try:
        return found.decode("utf-8")
    except UnicodeDecodeError:
        return None
