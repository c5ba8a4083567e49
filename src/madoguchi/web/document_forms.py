"""What a customer sends by a document's link: a form, photographs; in memory, never on disk.

Refusals from here are for customers' eyes.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import unicodedata
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
from babel.dates import format_date, format_time
from litestar.exceptions import InternalServerException
from multipart import (  # type: ignore[import-untyped]
    MultipartError,
    MultipartSegment,
    PushMultipartParser,
)

from madoguchi.customers.vault.contracts import (
    SIDES,
    DocumentRequest,
    Fields,
    Retention,
    Side,
)
from madoguchi.kernel.blobs import Incoming
from madoguchi.kernel.errors import Invalid, Refusal
from madoguchi.language.catalogue import text
from madoguchi.web.examining import Examiner
from madoguchi.web.inputs import Asked, boundary_of

PHOTO_MEGABYTES = 10
LONGEST_SECONDS = 300
"""For a form with photographs to arrive."""
DAY_PARTS = ("year", "month", "day")
"""A day is given in three numbers: the browser's own control speaks the browser's language."""
_MEGABYTE = 1024 * 1024
_LONGEST_FIELD = 2_000
_MOST_PARTS = 16


class Sent(msgspec.Struct, frozen=True):
    """A form as it came: its fields' texts, and photographs that are not looked at yet."""

    texts: dict[str, str]
    files: dict[str, bytes]

    @property
    def fields(self) -> Fields:
        """The document's fields, unchecked."""
        names = Fields.__struct_fields__
        given = {name: self.texts.get(name, "") for name in names}
        return Fields(**{**given, "expires_on": day_of(self.texts, "expires_on")})


def day_of(texts: Mapping[str, str], name: str) -> str:
    """Return a day as YYYY-MM-DD from its three numbers, or as it came whole; it may be none."""
    year, month, day = (
        unicodedata.normalize("NFKC", texts.get(f"{name}.{part}", "")).strip() for part in DAY_PARTS
    )
    if not (year or month or day):
        return texts.get(name, "")
    return f"{year}-{month.zfill(2)}-{day.zfill(2)}"


def consent_of(request: DocumentRequest, shop: str, kept: Retention, locale: str) -> str:
    """Return what a customer agrees to, word for word as the page shows it."""
    return text(
        "vault.page.consent",
        locale,
        shop=shop,
        kind=text(f"vault.page.kind_{request.kind}", locale),
        days=kept.after_clearance,
        longest=kept.longest,
    )


def print_of(consent: str) -> str:
    """Return what the form carries of the shown words, to know that the same were agreed to."""
    return hashlib.sha256(consent.encode()).hexdigest()


def shown_time(moment: datetime, zone: str, locale: str) -> str:
    """Return a time to the minute as it is written in a language, on the reader's clock."""
    local, spoken = moment.astimezone(ZoneInfo(zone)), locale.replace("-", "_")
    day = format_date(local, "medium", locale=spoken)
    return f"{day} {format_time(local, 'short', tzinfo=ZoneInfo(zone), locale=spoken)}"


def check_consent(sent: Sent, consent: str) -> None:
    """Refuse a form without consent, or with one to other words than those shown now."""
    if sent.texts.get("consent") != "yes" or sent.texts.get("shown") != print_of(consent):
        raise Invalid("vault.consent_missing", field="consent")


def wanted_sides(request: DocumentRequest) -> tuple[Side, ...]:
    """Return the sides of which a link asks for a photograph."""
    return SIDES[request.kind] if request.photos else ()


async def read_form(request: Asked) -> Sent:
    """Read a multipart form. Raises `Invalid` where it is none, broken, or too large."""
    kind, _, parameters = request.headers.get("content-type", "").partition(";")
    if kind.strip().lower() != "multipart/form-data":
        raise Invalid("vault.bad_form")
    try:
        async with asyncio.timeout(LONGEST_SECONDS):
            return await _parse(request.stream(), boundary_of(parameters))
    except (MultipartError, InternalServerException, UnicodeDecodeError, TimeoutError) as error:
        raise Invalid("vault.bad_form") from error


async def redrawn(
    examiner: Examiner, sent: Sent, sides: tuple[Side, ...]
) -> list[tuple[Side, bytes, str]]:
    """Return the photographs drawn anew, as every picture that comes in, with their media types.

    They hold pixels alone. Raises `Invalid` naming the side that is missing or is no photograph.
    """
    drawn: list[tuple[Side, bytes, str]] = []
    for side in sides:
        content = sent.files.get(f"photo_{side}", b"")
        if not content:
            raise Invalid("vault.photo_missing", field=f"photo_{side}")
        incoming = Incoming(io.BytesIO(), PHOTO_MEGABYTES * _MEGABYTE)
        try:
            incoming.write(content)
            examined = await examiner.examine(incoming, "")
        except Refusal as error:
            raise _not_a_picture(side) from error
        if examined.picture is None:
            raise _not_a_picture(side)
        drawn.append((side, examined.picture.content, examined.kind.content_type))
    return drawn


def _not_a_picture(side: Side) -> Invalid:
    return Invalid("vault.not_a_picture", field=f"photo_{side}", megabytes=PHOTO_MEGABYTES)


async def _parse(stream: AsyncIterator[bytes], boundary: str) -> Sent:
    texts: dict[str, str] = {}
    files: dict[str, bytes] = {}
    segment: MultipartSegment | None = None
    content = bytearray()
    with PushMultipartParser(boundary, max_segment_count=_MOST_PARTS) as parser:
        async for chunk in stream:
            for part in parser.parse(chunk):
                if isinstance(part, MultipartSegment):
                    segment, content = part, bytearray()
                elif part:
                    content += part
                    if len(content) > _limit(segment):
                        raise Invalid("vault.bad_form")
                elif segment is not None:
                    _keep(segment, bytes(content), texts, files)
                    segment = None
    return Sent(texts, files)


def _limit(segment: MultipartSegment | None) -> int:
    if segment is not None and segment.filename is not None:
        return PHOTO_MEGABYTES * _MEGABYTE
    return _LONGEST_FIELD * 4


def _keep(
    segment: MultipartSegment, content: bytes, texts: dict[str, str], files: dict[str, bytes]
) -> None:
    if segment.filename is not None:
        files[segment.name] = content
    else:
        texts[segment.name] = content.decode()[:_LONGEST_FIELD]
