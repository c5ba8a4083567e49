"""The form of an id wherever one comes in from outside."""

from __future__ import annotations

from typing import Annotated

import msgspec

LARGEST = 2**53 - 1
"""JSON numbers are exact up to here in every browser (RFC 8259, 6), and both databases hold it."""

Id = Annotated[int, msgspec.Meta(ge=1, le=LARGEST)]
