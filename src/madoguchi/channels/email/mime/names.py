"""Names of attachments: the declared one made safe, or one that says what the file is."""

from __future__ import annotations

import mimetypes
import re
from urllib.parse import unquote

from madoguchi.channels.email.contracts import Attachment
from madoguchi.channels.email.mime.parameters import read_parameters
from madoguchi.channels.email.mime.structure import Part
from madoguchi.channels.email.mime.words import decode_words

# One wide character of UTF-8, as addresses write it.
_PERCENT = re.compile("%[E-Fe-f][0-9A-Fa-f](?:%[89ABab][0-9A-Fa-f]){2}")
_MADE_UP = {
    "message/delivery-status": "delivery-status.txt",
    "message/feedback-report": "feedback-report.txt",
    "text/rfc822-headers": "headers.txt",
    "text/calendar": "calendar.ics",
    "text/html": "document.html",
    "text/plain": "document.txt",
    "image/jpeg": "image.jpg",
    "application/pgp-signature": "signature.asc",
    "application/pkcs7-signature": "smime.p7s",
    "application/x-pkcs7-signature": "smime.p7s",
    "application/ms-tnef": "winmail.dat",
}
_UNSAFE = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_FORBIDDEN_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')
_MAX_LENGTH = 200


def declared_name(part: Part, hints: tuple[str, ...]) -> str:
    """Return the file name that the part declares, as text without directories; "" for none.

    A name in raw 8-bit text is likely in one of the charsets of the mail, which are `hints`.
    """
    disposition = _parameters(part, "content-disposition", part.disposition_parameters, hints)
    content_type = _parameters(part, "content-type", part.parameters, hints)
    for declared in (
        disposition.get("filename"),
        content_type.get("name"),
        disposition.get("name"),
        content_type.get("filename"),
    ):
        if declared and declared.strip():
            return safe_name(_unquoted(declared))
    return ""


def _unquoted(name: str) -> str:
    """Read a name that a web mailer has left as addresses have it: `%E8%AE%A2%E5%8D%95.pdf`."""
    if not _PERCENT.search(name) or not name.isascii():
        return name
    try:
        return unquote(name, errors="strict")
    except UnicodeDecodeError:
        return name


def _parameters(
    part: Part, field: str, read: dict[str, str], hints: tuple[str, ...]
) -> dict[str, str]:
    raw = part.headers.first(field)
    return read if raw.isascii() or not hints else read_parameters(raw, hints).parameters


def safe_name(name: str) -> str:
    """Cut directories and characters that deceive (right-to-left overrides) off a file name."""
    cleaned = _UNSAFE.sub("", name).strip().strip("\"'")
    cleaned = re.split(r"[/\\]", cleaned)[-1] or cleaned
    if len(cleaned) <= _MAX_LENGTH:
        return cleaned
    stem, dot, extension = cleaned.rpartition(".")
    if dot and len(extension) <= 10:
        return stem[: _MAX_LENGTH - len(extension) - 1] + "." + extension
    return cleaned[:_MAX_LENGTH]


def made_up_name(part: Part, hints: tuple[str, ...]) -> str:
    """Name a part that has no name: a forwarded mail by its subject, anything else by its type."""
    if part.content_type in ("message/rfc822", "message/global"):
        inner = part.children[0].headers if part.children else None
        subject = decode_words(inner.first("subject"), hints) if inner else ""
        subject = _FORBIDDEN_IN_NAMES.sub("_", _UNSAFE.sub("", subject)).strip(" .")
        return f"{subject[:100] or 'mail'}.eml"
    if part.content_type in _MADE_UP:
        return _MADE_UP[part.content_type]
    kind = part.content_type.split("/")[0]
    extension = mimetypes.guess_extension(part.content_type) or ".bin"
    stem = kind if kind in ("image", "audio", "video") else "attachment"
    return stem + extension


def content_id(part: Part) -> str | None:
    """Return the Content-ID without its angle brackets, None where there is none."""
    return part.headers.ascii("content-id").strip("<> \t") or None


def from_bytes(name: str, content: bytes, content_type: str = "") -> Attachment:
    """Make an attachment of a file that came inside something else (uuencode, winmail.dat)."""
    safe = safe_name(name) or "attachment.bin"
    guessed = mimetypes.guess_type(safe)[0] or "application/octet-stream"
    return Attachment(
        name=safe,
        content_type=content_type or guessed,
        size=len(content),
        content=content,
    )
