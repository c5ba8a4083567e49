"""Where a request stood at an instant that is past, from what had been said in it until then."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from madoguchi.partners.contracts.requests import (
    EntryKind,
    PartnerRequest,
    Place,
    RequestState,
    WaitsOn,
)

STATES: dict[EntryKind, RequestState] = {
    "asked": "open",
    "told": "open",
    "question": "questioned",
    "answer": "answered",
    "declined": "declined",
    "withdrawn": "withdrawn",
}
"""What a request is once such a thing was said in it; what is not here leaves it as it was."""


def stood_at(request: PartnerRequest, last: EntryKind, seq: int, at: datetime) -> PartnerRequest:
    """Return a request as it stood at `at`, when the last that moved it was entry `seq`, a `last`.

    What it was due by is known of those only that are still owed.
    """
    state = STATES[last]
    return replace(request, state=state, waits_on=_waited_on(state, request.places, seq, at))


def _waited_on(state: RequestState, places: Sequence[Place], seq: int, at: datetime) -> WaitsOn:
    if state == "open":
        return "partner"
    if state == "withdrawn":
        return "nobody"
    waited = (place for place in places if place.left_at is None or place.left_at >= at)
    if state == "questioned" or any(not _dealt_with(place, seq, at) for place in waited):
        return "us"
    return "nobody"


def _dealt_with(place: Place, seq: int, at: datetime) -> bool:
    """Whether an answer had been passed on or put aside in a conversation by then.

    A later answer has taken the mark away again, but left up to which entry all was dealt with.
    """
    if place.handled_at is None:
        return place.dealt_seq >= seq
    return place.handled_at < at
