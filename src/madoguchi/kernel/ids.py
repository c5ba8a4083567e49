"""The form of an id wherever one comes in from outside."""

from __future__ import annotations

from typing import Annotated

import msgspec

LARGEST = 2**53 - 1
"""JSON numbers are exact up to here in every browser (RFC 8259, 6), and both databases hold it."""

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
Seq = Annotated[int, msgspec.Meta(ge=0, le=LARGEST)]
"""A place in a conversation, 0 before its first message."""


def read_number(text: str) -> int | None:
    """Read a number written in plain digits, None for anything else or beyond `LARGEST`."""
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        return None
    number = int(text)
    return number if number <= LARGEST else None
