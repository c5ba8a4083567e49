"""Dates of mails to aware UTC datetimes, whatever the sender's software wrote."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

_COMMENT = re.compile(r"\([^()]{0,200}\)?")
_ISO = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?"
    r"(?:\.\d{1,9})?\s*(Z|[+-]\d{2}:?\d{2})?"
)
_LEADING_DAY = re.compile(r"^[^\d,]{1,20},\s*")


def read_date(text: str) -> datetime | None:
    """Read an RFC 5322 or ISO 8601 date; None where it cannot be read.

    A missing or unknown zone counts as UTC (RFC 5322 §4.3).
    """
    cleaned = " ".join(_COMMENT.sub(" ", text[:300]).split())
    for candidate in (cleaned, _LEADING_DAY.sub("", cleaned)):
        found = _from_rfc(candidate) or _from_iso(candidate)
        if found:
            return found
    return None


def received_date(received: bytes) -> datetime | None:
    """Read the date that a server put after the last semicolon of its Received field."""
    _, semicolon, date = received.rpartition(b";")
    return read_date(date.decode("ascii", "replace")) if semicolon else None


def _from_rfc(text: str) -> datetime | None:
    try:
        fields = parsedate_tz(text)
        if fields is None:
            return None
        year, month, day, hour, minute, second = fields[:6]
        local = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        return local - timedelta(seconds=fields[9] or 0)
    except (ValueError, IndexError, OverflowError, TypeError):
        return None


def _from_iso(text: str) -> datetime | None:
    match = _ISO.search(text)
    if not match:
        return None
    try:
        year, month, day, hour, minute = (int(match[i]) for i in range(1, 6))
        zone = match[7] or "Z"
        offset = timedelta()
        if zone != "Z":
            digits = zone[1:].replace(":", "")
            offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
            offset = -offset if zone[0] == "-" else offset
        written = datetime(
            year, month, day, hour, minute, int(match[6] or 0), tzinfo=timezone(offset)
        )
        return written.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
