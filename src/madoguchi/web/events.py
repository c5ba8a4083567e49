"""The feed and the audit log, for programs and supervisors."""

from __future__ import annotations

from typing import Any, Literal

import msgspec
import sqlalchemy as sa
from litestar import get
from litestar.params import FromQuery

from madoguchi.kernel import feed
from madoguchi.kernel.errors import Forbidden, Invalid
from madoguchi.kernel.feed import Event, Position, event_table
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.time import from_microseconds, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import Actor
from madoguchi.web.guards import By
from madoguchi.web.inputs import Limit, QueryNumber
from madoguchi.web.state import GivenDesk

_NOT_AUDITED = ("draft_kept", "agent_read")
"""What happens by looking and typing: no deed, and many times a minute."""


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


class AuditAnswer(msgspec.Struct, frozen=True):
    """Events, the newest first."""

    items: list[EventAnswer]
    next_cursor: str | None


@get("/events", tags=["Events"], summary="The feed after a position")
async def show_feed(
    by: By, desk: GivenDesk, after: FromQuery[str] = "0.0", limit: Limit = 100
) -> FeedAnswer:
    """List what happened after a position, in order, as far as it is in sight."""
    position = Position.parse(after)

    def read(view: View) -> FeedAnswer:
        entries = feed.read(view.connection, position, limit)
        last = entries[-1].position if entries else position
        return FeedAnswer([_answer(entry) for entry in entries if _seen(entry, by)], str(last))

    return await desk.store.read(read)


@get("/audit", tags=["Events"], summary="Who did what")
async def show_audit(
    by: By,
    desk: GivenDesk,
    actor_id: QueryNumber = None,
    actor_kind: FromQuery[Literal["person", "token"]] = "person",
    kind: FromQuery[list[str] | None] = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> AuditAnswer:
    """List what people and programs did, the newest first; supervisors and owners only.

    `actor_id` is of a person, or of a token where `actor_kind` says so; `kind` may be given more
    than once.
    """
    if not by.at_least("supervisor"):
        raise Forbidden("people.supervisor_only")
    before = read_number(cursor) if cursor is not None else None
    if cursor is not None and before is None:
        raise Invalid("list.bad_cursor", field="cursor")

    def read(view: View) -> AuditAnswer:
        columns = event_table.c
        statement: sa.Select[Any] = (
            sa.select(event_table)
            .where(columns.by_kind.in_(("person", "token")), columns.kind.not_in(_NOT_AUDITED))
            .order_by(columns.id.desc())
            .limit(limit + 1)
        )
        if actor_id is not None:
            statement = statement.where(columns.by_kind == actor_kind, columns.by_id == actor_id)
        if kind:
            statement = statement.where(columns.kind.in_(kind))
        if before is not None:
            statement = statement.where(columns.id < before)
        rows = view.execute(statement).mappings().all()
        entries = [
            Event(**{name: row[name] for name in Event._fields if name != "at"}, at=_at(row))
            for row in rows
        ]
        items = [_answer(entry) for entry in entries[:limit] if _audited(entry, by)]
        more = len(entries) > limit
        return AuditAnswer(items, str(entries[limit - 1].id) if more else None)

    return await desk.store.read(read)


def _at(row: sa.RowMapping) -> int:
    return to_microseconds(row["at"])


def _seen(entry: Event, by: Actor) -> bool:
    if entry.person_id is not None:
        return entry.person_id == by.person_id
    return by.sees(entry.shop_id)


def _audited(entry: Event, by: Actor) -> bool:
    # What concerns one person (sessions, passwords, who was invited) is the owners' affair too.
    private = entry.person_id is not None
    return _seen(entry, by) or (private and by.at_least("owner") and by.sees(entry.shop_id))


def _answer(entry: Event) -> EventAnswer:
    return EventAnswer(
        id=entry.id,
        kind=entry.kind,
        at=from_microseconds(entry.at).isoformat().replace("+00:00", "Z"),
        by={"kind": entry.by_kind, "id": entry.by_id},
        shop_id=entry.shop_id,
        conversation_id=entry.conversation_id,
        changes=msgspec.Raw(entry.changes.encode()),
    )
