"""Opaque S/MIME wrappers (RFC 8551 §3.5): the signed mail inside is taken out, not verified."""

from __future__ import annotations

from madoguchi.channels.email.mime.structure import Part, read_structure

TYPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_SIGNED_DATA = bytes.fromhex("06092a864886f70d010702")
_DATA = bytes.fromhex("06092a864886f70d010701")
_MAX_PIECES = 100_000


def is_encrypted(part: Part) -> bool:
    """Say whether the part calls itself enveloped, or does not say what it is."""
    return part.parameters.get("smime-type", "enveloped-data").lower() != "signed-data"


def unwrap(content: bytes) -> Part | None:
    """Return the mail inside a CMS SignedData (RFC 5652 §5), None where there is none."""
    if _SIGNED_DATA not in content[:64]:
        return None
    at = content.find(_DATA, 0, 4_096)
    if at < 0:
        return None
    position = at + len(_DATA)
    explicit = _header(content, position)
    if explicit is None or explicit[0] != 0xA0:
        return None
    inner = _octets(content, explicit[1])
    return read_structure(inner, []) if inner else None


def _header(content: bytes, position: int) -> tuple[int, int, int | None] | None:
    """Read a BER tag and length: (tag, start of the value, length or None where indefinite)."""
    if position + 2 > len(content):
        return None
    tag, length = content[position], content[position + 1]
    position += 2
    if length == 0x80:
        return tag, position, None
    if length > 0x80:
        size = length & 0x7F
        if size > 8:
            return None
        length = int.from_bytes(content[position : position + size], "big")
        position += size
    return tag, position, length


def _octets(content: bytes, position: int) -> bytes | None:
    """Read an OCTET STRING, in one piece or (as streaming writers do) in several."""
    opened = _header(content, position)
    if opened is None:
        return None
    tag, start, length = opened
    if tag == 0x04 and length is not None:
        return content[start : start + length]
    if tag != 0x24:
        return None
    end = len(content) if length is None else start + length
    pieces: list[bytes] = []
    while start < end and len(pieces) < _MAX_PIECES:
        piece = _header(content, start)
        if piece is None or piece[0] != 0x04 or piece[2] is None:
            break
        pieces.append(content[piece[1] : piece[1] + piece[2]])
        start = piece[1] + piece[2]
    return b"".join(pieces)
