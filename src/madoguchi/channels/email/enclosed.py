"""A mail that lies in another as a file, opened like one that came by itself.

It is read in a process of its own, as any mail is: who sent it chose every byte.
"""

from __future__ import annotations

import tempfile
from base64 import b64encode
from html import escape
from pathlib import Path
from zoneinfo import ZoneInfo

from madoguchi.channels.email.contracts import Address, ParsedMail
from madoguchi.channels.email.page import document, with_images
from madoguchi.channels.email.reading.contracts import File
from madoguchi.channels.email.reading.reader import Reader, Unreadable
from madoguchi.kernel.errors import Invalid
from madoguchi.language.catalogue import text

LARGEST = 10 * 1024 * 1024
"""Bytes of such a mail that is shown; a larger one can be downloaded."""
_MOST_DRAWN = 4 * 1024 * 1024
"""Bytes of pictures that are put into the page; the others stay blank."""


def is_mail(name: str) -> bool:
    """Tell whether a file is a mail by its name: the desk keeps such ones as text."""
    return name.lower().removesuffix(".txt").endswith(".eml")


async def enclosed_page(raw: bytes, *, locale: str, zone: str, images: bool) -> str:
    """Return a mail as a page to frame, under `page_policy`, its head in `locale` and `zone`.

    Raises `Invalid` where reading it takes more than a mail may.
    """
    with tempfile.TemporaryDirectory() as spool:
        reader = Reader(Path(spool))
        try:
            read = await reader.read(raw, None)
            return _page(read.mail, read.files, locale, zone, images=images)
        except Unreadable:
            raise Invalid("mail.enclosed_unreadable") from None
        finally:
            await reader.close()


def _page(mail: ParsedMail, files: list[File], locale: str, zone: str, *, images: bool) -> str:
    if mail.html:
        body = with_images(mail.html, _drawn(files), images=images)
    else:
        body = f"<pre>{escape(mail.text)}</pre>"
    return document(_head(mail, files, locale, zone) + body, history=True)


def _head(mail: ParsedMail, files: list[File], locale: str, zone: str) -> str:
    day = mail.date
    lines = (
        ("from", _named((mail.author,) if mail.author else ())),
        ("to", _named(mail.to)),
        ("cc", _named(mail.cc)),
        ("date", f"{day.astimezone(_zone(zone)):%Y-%m-%d %H:%M}" if day else ""),
        ("subject", mail.subject),
        ("files", ", ".join(each.name for each in files if not each.inline)),
    )
    return (
        "<dl>"
        + "".join(
            f"<dt>{escape(text(f'mail.enclosed.{key}', locale))}</dt>"
            f'<dd dir="auto">{escape(value)}</dd>'
            for key, value in lines
            if value
        )
        + "</dl>"
    )


def _named(addresses: tuple[Address, ...]) -> str:
    return ", ".join(
        f"{each.name} <{each.address}>" if each.name else each.address for each in addresses
    )


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError):
        return ZoneInfo("UTC")


def _drawn(files: list[File]) -> dict[str, str]:
    """Return the addresses of the pictures within, by their content ids; drawn anew as any."""
    found: dict[str, str] = {}
    room = _MOST_DRAWN
    for each in files:
        if each.content_id and each.width and each.size <= room:
            room -= each.size
            content = b64encode(Path(each.path).read_bytes()).decode()
            found[each.content_id] = f"data:{each.content_type};base64,{content}"
    return found
