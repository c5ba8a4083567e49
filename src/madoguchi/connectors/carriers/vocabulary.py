"""A carrier's words brought to ours by a table beside its adapter. Pure.

What a table does not know is under way, with the carrier's own word kept where it said no more.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib.resources import files
from typing import NamedTuple

import msgspec

from madoguchi.orders.contracts import TrackingDetail, TrackingStatus


class Place(NamedTuple):
    """Where a parcel is in our vocabulary."""

    status: TrackingStatus
    detail: TrackingDetail = ""


UNKNOWN = Place("InTransit", "Other")
"""A new word mostly means that something happened; it must never look like an end."""


class Vocabulary:
    """One carrier's words; `exact` says more than `broad` where both are known."""

    def __init__(self, package: str, table: str = "statuses.toml") -> None:
        source = files(package).joinpath(table).read_text("utf-8")
        read = msgspec.convert(tomllib.loads(source), dict[str, Place])
        self._places: Mapping[str, Place] = {word.casefold(): at for word, at in read.items()}

    def place(self, *words: str | None) -> Place:
        """Return where the first known word is; `words` go from the exact to the broad."""
        for word in words:
            if found := self._places.get((word or "").strip().casefold()):
                return found
        return UNKNOWN


def told(text: str | None, *words: str | None) -> str:
    """Return what a carrier wrote, or its status where it wrote nothing."""
    return (text or "").strip() or next(filter(None, words), "")
