"""Raw bytes to ParsedMail: the order of the reading. Never raises, whatever the bytes."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import datetime, timedelta

from madoguchi.channels.email.authentication import read_authentication, warn_of_impostor
from madoguchi.channels.email.automatic import recognise_automatic
from madoguchi.channels.email.bounces import read_bounce
from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.mime.addresses import read_addresses
from madoguchi.channels.email.mime.bodies import Reader, forwarded_text
from madoguchi.channels.email.mime.dates import read_date, received_date
from madoguchi.channels.email.mime.headers import Headers
from madoguchi.channels.email.mime.structure import Part, read_structure
from madoguchi.channels.email.mime.words import decode_words
from madoguchi.channels.email.reply_text import mark_history, split_reply

_BRACKETED = re.compile(rb"<([^<>\s]{1,998})>")
# Control characters but those that fold a line, and the one that ISO-2022 writes with.
_UNSEEN = bytes({*range(32), 127} - {9, 10, 13, 14, 15, 27})
_MAX_REFERENCES = 200
_MAX_SIZE = 100 * 1024 * 1024
_SUBJECT_LENGTH = 2_000


def parse_mail(
    raw: bytes,
    *,
    trusted_servers: Collection[str] = (),
    own_domains: Collection[str] = (),
    own_addresses: Collection[str] = (),
    own_names: Collection[str] = (),
) -> ParsedMail:
    """Read a mail, however damaged.

    `trusted_servers` are the authserv-ids whose Authentication-Results are believed (RFC 8601
    §5); `own_domains`, `own_addresses` and `own_names` are ours, for telling impostors. Beyond
    100 MB the rest is cut.
    """
    warnings: list[str] = []
    if len(raw) > _MAX_SIZE:
        warnings.append("mail-cut")
        raw = raw[:_MAX_SIZE]
    if b"\n" not in raw[:100_000] and b"\r" in raw[:100_000]:
        raw = raw.replace(b"\r", b"\n")
    raw = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    root = read_structure(raw, warnings)
    headers = root.headers
    hints = _charsets(root)
    body = Reader(warnings).read(root, hints)
    subject = _subject(headers, hints, warnings)
    author = _author(headers, hints, warnings)
    bounce = read_bounce(root, subject)
    text = body.text
    if bounce is None and not text.strip():
        text = forwarded_text(root, hints) or text
    split = split_reply(text)
    authentication = read_authentication(headers, trusted_servers)
    warn_of_impostor(author, authentication, own_domains, own_addresses, own_names, warnings)
    return ParsedMail(
        subject=subject,
        author=author,
        to=_addresses(headers, "to", hints),
        cc=_addresses(headers, "cc", hints),
        reply_to=_addresses(headers, "reply-to", hints),
        date=_date(headers, warnings),
        message_id=_message_id(headers, warnings),
        in_reply_to=next(iter(_identifiers(headers, "in-reply-to")), None),
        references=tuple(_identifiers(headers, "references")),
        text=text,
        html=mark_history(body.html) if body.html else None,
        reply_text=split.reply_text,
        fragments=split.fragments,
        attachments=body.attachments,
        automatic=recognise_automatic(headers, subject, is_bounce=bounce is not None),
        bounce=bounce,
        authentication=authentication,
        warnings=tuple(dict.fromkeys(warnings)),
    )


def _charsets(root: Part) -> tuple[str, ...]:
    """Return the charsets that the mail declares: its 8-bit headers are likely in one of them."""
    found: dict[str, None] = {}
    for count, part in enumerate(root.walk()):
        if charset := part.parameters.get("charset"):
            found[charset] = None
        if count >= 50:
            break
    return tuple(found)


def _subject(headers: Headers, hints: tuple[str, ...], warnings: list[str]) -> str:
    """Return the subject on one line; of several the last, set by the last software."""
    given = headers.all("subject")
    if len(given) > 1:
        warnings.append("subject-repeated")
    return " ".join(decode_words(given[-1], hints).split())[:_SUBJECT_LENGTH] if given else ""


def _author(headers: Headers, hints: tuple[str, ...], warnings: list[str]) -> Address | None:
    authors = _addresses(headers, "from", hints)
    if len(headers.all("from")) > 1 or len(authors) > 1:
        warnings.append("several-authors")
    if authors:
        return authors[0]
    warnings.append("from-missing")
    return None


def _addresses(headers: Headers, name: str, hints: tuple[str, ...]) -> tuple[Address, ...]:
    # Nothing that cannot be seen belongs into an address, and PostgreSQL takes no NUL at all.
    return tuple(
        found
        for raw in headers.all(name)[:20]
        for found in read_addresses(raw.translate(None, _UNSEEN), hints)
    )


def _identifiers(headers: Headers, name: str) -> list[str]:
    found: dict[str, None] = {}
    for raw in headers.all(name):
        for match in _BRACKETED.finditer(raw.translate(None, _UNSEEN)):
            found[match[1].decode("utf-8", "replace")] = None
    # The newest are what threads a reply; a mail in a loop may carry thousands.
    return list(found)[-_MAX_REFERENCES:]


def _message_id(headers: Headers, warnings: list[str]) -> str | None:
    given = headers.all("message-id")
    if len(given) > 1:
        warnings.append("message-id-repeated")
    for raw in (each.translate(None, _UNSEEN) for each in given):
        bracketed = _BRACKETED.search(raw)
        if bracketed:
            return bracketed[1].decode("utf-8", "replace")
        bare = b"".join(raw.split()).strip(b"<>")
        if bare:
            return bare[:998].decode("utf-8", "replace")
    warnings.append("message-id-missing")
    return None


def _date(headers: Headers, warnings: list[str]) -> datetime | None:
    """Return the date as claimed, or else of arrival; warn where the claim cannot be true."""
    received = next(iter(headers.all("received")), None)
    arrived = received_date(received) if received else None
    claimed = read_date(headers.first("date").decode("ascii", "replace"))
    if claimed is None:
        warnings.append("date-unreadable" if headers.first("date") else "date-missing")
        return arrived
    if arrived and claimed - arrived > timedelta(days=1):
        warnings.append("date-in-the-future")
    elif arrived and arrived - claimed > timedelta(days=30):
        warnings.append("date-long-past")
    return claimed
