"""The feed, for programs."""

from __future__ import annotations

import msgspec
from litestar import get
from litestar.params import FromQuery

from madoguchi.kernel import feed
from madoguchi.kernel.feed import Event, Position
from madoguchi.kernel.time import from_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.web.guards import By
from madoguchi.web.inputs import Limit
from madoguchi.web.state import GivenDesk


class EventAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One event as programs read it."""

    id: int
    kind: str
    at: str
    by: dict[str, str | int | None]
    shop_id: int | None
    conversation_id: int | None
    changes: msgspec.Raw


class FeedAnswer(msgspec.Struct, frozen=True):
    """Events in their order, and the position after them."""

    items: list[EventAnswer]
    position: str


@get("/events", tags=["Events"], summary="The feed after a position")
async def show_feed(
    by: By, desk: GivenDesk, after: FromQuery[str] = "0.0", limit: Limit = 100
) -> FeedAnswer:
    """List what happened after a position, in order, as far as it is in sight."""
    position = Position.parse(after)

    def read(view: View) -> FeedAnswer:
        entries = feed.read(view.connection, position, limit)
        last = entries[-1].position if entries else position
        return FeedAnswer([answer(entry) for entry in entries if seen(entry, by)], str(last))

    return await desk.store.read(read)


def seen(entry: Event, by: Actor) -> bool:
    """Say whether an event is in an actor's sight."""
    if entry.person_id is not None:
        return entry.person_id == by.person_id
    return by.sees(entry.shop_id)


def answer(entry: Event) -> EventAnswer:
    """Return an event as programs read it."""
    return EventAnswer(
        id=entry.id,
        kind=entry.kind,
        at=from_microseconds(entry.at).isoformat().replace("+00:00", "Z"),
        by={"kind": entry.by_kind, "id": entry.by_id},
        shop_id=entry.shop_id,
        conversation_id=entry.conversation_id,
        changes=msgspec.Raw(entry.changes.encode()),
    )
