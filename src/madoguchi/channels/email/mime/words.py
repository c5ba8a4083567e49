"""Encoded-words (RFC 2047) and raw 8-bit header text to text, mending what mailers break."""

from __future__ import annotations

import binascii
import re
from collections.abc import Sequence

from madoguchi.channels.email.mime.charsets import decode

_OPENING = re.compile(rb"=\?([^?\s]{1,60})\?([bBqQ])\?")
_Q_ESCAPE = re.compile(rb"=([0-9A-Fa-f]{2})")
_ESCAPE_AFTER_MARK = re.compile(rb"\?=[0-9A-Fa-f]{2}")
_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")


def decode_words(raw: bytes, hints: Sequence[str] = ()) -> str:
    """Decode an unfolded header value.

    Neighbouring words of one charset are joined as bytes before decoding, because many mailers
    split a character across two words. Bytes outside words are decoded by detection, with `hints`
    (charsets seen elsewhere in the mail) tried first.
    """
    pieces: list[str] = []
    pending: list[bytes] = []
    charset, position = "", 0
    while opening := _OPENING.search(raw, position):
        closing = _closing(raw, opening.end(), opening[2])
        if closing < 0:
            break
        between = raw[position : opening.start()]
        label = opening[1].split(b"*", 1)[0].decode("ascii", "replace").lower()
        if pending and (label != charset or between.strip()):
            pieces.append(decode(b"".join(pending), charset, hints).text)
            pending = [] if between.strip() else [b""]
        if between and not pending:
            pieces.append(decode(between, None, hints).text)
        pending.append(_decode_payload(opening[2], raw[opening.end() : closing]))
        charset, position = label, closing + 2
    if pending:
        pieces.append(decode(b"".join(pending), charset, hints).text)
    pieces.append(decode(raw[position:], None, hints).text)
    return _tidy("".join(pieces))


def _closing(raw: bytes, start: int, encoding: bytes) -> int:
    """Find the "?=" that ends a word; a bare question mark before an escape does not end one."""
    closing = raw.find(b"?=", start)
    while encoding in b"qQ" and closing >= 0 and _ESCAPE_AFTER_MARK.match(raw, closing):
        further = raw.find(b"?=", closing + 2)
        if further < 0 or b" " in raw[closing:further]:
            break
        closing = further
    return closing


def _decode_payload(encoding: bytes, payload: bytes) -> bytes:
    if encoding in b"bB":
        return decode_base64(payload, 0, len(payload))
    spaced = payload.replace(b"_", b" ")
    return _Q_ESCAPE.sub(lambda escape: binascii.unhexlify(escape[1]), spaced)


def decode_base64(raw: bytes, start: int, end: int) -> bytes:
    """Decode the base64 in raw[start:end] with stray bytes, missing or early padding.

    Well-formed data is decoded without copying it first: attachments are large.
    """
    padding = raw.find(b"=", start, end)
    if padding < 0 or not raw[padding:end].strip(b"= \t\r\n"):
        try:
            return binascii.a2b_base64(memoryview(raw)[start:end])
        except binascii.Error:
            pass
    pieces = []
    for run in raw[start:end].split(b"="):
        kept = _NOT_BASE64.sub(b"", run)
        kept = kept[: len(kept) - 1] if len(kept) % 4 == 1 else kept
        pieces.append(binascii.a2b_base64(kept + b"=" * (-len(kept) % 4)))
    return b"".join(pieces)


def _tidy(text: str) -> str:
    """Drop line breaks and control characters, which have no business in a header."""
    if text.isprintable():
        return text
    return "".join(" " if c in "\t\r\n" else c for c in text if c in "\t\r\n" or not _control(c))


def _control(character: str) -> bool:
    return character < " " or "\x7f" <= character < "\xa0"
