"""The audit log, for supervisors and owners: who did what and when, narrowed and taken along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, Literal
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from litestar import get
from litestar.params import FromQuery
from litestar.response import Stream

from madoguchi.kernel import feed
from madoguchi.kernel.errors import Invalid
from madoguchi.kernel.feed import Event, event_table
from madoguchi.kernel.ids import read_number
from madoguchi.kernel.time import from_microseconds, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.people import queries as people
from madoguchi.people.contracts import Actor
from madoguchi.people.rules.roles import supervisor_only
from madoguchi.shops import queries as shops
from madoguchi.web.csv_out import BOM, row_of
from madoguchi.web.events import EventAnswer, answer, seen
from madoguchi.web.guards import By
from madoguchi.web.inputs import Limit, QueryNumber
from madoguchi.web.periods import Period, period_of
from madoguchi.web.state import GivenDesk

_NOT_AUDITED = ("draft_kept", "agent_read")
"""What happens by looking and typing: no deed, and many times a minute."""
_CONSEQUENCES = "clock\\_%"
"""What clocks do when somebody acts: the act itself stands in the log."""
AT_ONCE = 500
"""Entries of a file that are read in one go."""
MOST_KINDS = 100
"""Asked for at once: each is a part of the statement."""
_COLUMNS = ("at", "by_kind", "by", "kind", "about", "name", "shop", "conversation")

_C = event_table.c
# Written out, not bound: the index of deeds is for this condition and no other.
_DEED = sa.text("by_kind IN ('person', 'token')")
_changes = msgspec.json.Decoder(list[feed.StoredChange]).decode

ActorKind = Literal["person", "token"]


class AuditAnswer(msgspec.Struct, frozen=True):
    """Events, the newest first."""

    items: list[EventAnswer]
    next_cursor: str | None


class Wanted(msgspec.Struct, frozen=True):
    """What of the log is asked for."""

    actor_id: int | None
    actor_kind: ActorKind
    kinds: list[str]
    period: Period


@get("/audit", tags=["Events"], summary="Who did what")
async def show_audit(
    by: By,
    desk: GivenDesk,
    actor_id: QueryNumber = None,
    actor_kind: FromQuery[ActorKind] = "person",
    kind: FromQuery[list[str] | None] = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
    limit: Limit = 50,
    cursor: FromQuery[str | None] = None,
) -> AuditAnswer:
    """List what people and programs did, the newest first; supervisors and owners only.

    `actor_id` is of a person, or of a token where `actor_kind` says so; `kind` may be given more
    than once; `since` and `until` are days in the caller's zone, both included.
    """
    wanted = _wanted(by, actor_id, actor_kind, kind, since, until)
    before = read_number(cursor) if cursor is not None else None
    if cursor is not None and before is None:
        raise Invalid("list.bad_cursor", field="cursor")

    def read(view: View) -> AuditAnswer:
        entries = _page(view, wanted, before, limit + 1)
        items = [answer(entry) for entry in entries[:limit] if _audited(entry, by)]
        more = len(entries) > limit
        return AuditAnswer(items, str(entries[limit - 1].id) if more else None)

    return await desk.store.read(read)


@get("/audit/csv", tags=["Events"], summary="Who did what, as a file", media_type="text/csv")
async def export_audit(
    by: By,
    desk: GivenDesk,
    actor_id: QueryNumber = None,
    actor_kind: FromQuery[ActorKind] = "person",
    kind: FromQuery[list[str] | None] = None,
    since: FromQuery[date | None] = None,
    until: FromQuery[date | None] = None,
) -> Stream:
    """Return the same as CSV, whole, the newest first; times in the caller's zone."""
    wanted = _wanted(by, actor_id, actor_kind, kind, since, until)
    zone = ZoneInfo(by.zone)

    async def lines() -> AsyncIterator[bytes]:
        yield BOM + row_of(_COLUMNS)
        before: int | None = None
        while True:
            entries, written = await desk.store.read(_written, wanted, before, by, zone)
            yield written
            if len(entries) < AT_ONCE:
                return
            before = entries[-1].id

    return Stream(
        lines(),
        media_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": 'attachment; filename="audit.csv"',
            "Cache-Control": "private, no-store",
        },
    )


def _wanted(
    by: Actor,
    actor_id: int | None,
    actor_kind: ActorKind,
    kind: list[str] | None,
    since: date | None,
    until: date | None,
) -> Wanted:
    supervisor_only(by)
    if len(kind or ()) > MOST_KINDS:
        raise Invalid("web.bad_value", field="kind", name="kind")
    return Wanted(actor_id, actor_kind, sorted({*(kind or ())}), period_of(since, until, by.zone))


def _page(view: View, wanted: Wanted, before: int | None, limit: int) -> list[Event]:
    """Return the newest events that are wanted, below an id.

    Each kind is read by keyset of its own and they are merged, so that a rare one costs as little
    as a common one. A period is a range of ids: the feed's times ascend with them.
    """
    lowest, highest = feed.ids_between(view.connection, wanted.period.begin, wanted.period.end)
    if before is not None:
        highest = before if highest is None else min(before, highest)
    everything = sa.select(event_table).where(_DEED)
    if wanted.actor_id is not None:
        everything = everything.where(_C.by_kind == wanted.actor_kind, _C.by_id == wanted.actor_id)
    if wanted.period.begin is not None:
        everything = everything.where(_C.id >= lowest, _C.at >= wanted.period.begin)
    if wanted.period.end is not None:
        everything = everything.where(_C.at < wanted.period.end)
    if highest is not None:
        everything = everything.where(_C.id < highest)
    parts = [everything.where(_C.kind == kind) for kind in wanted.kinds]
    if not parts:
        deeds = _C.kind.not_in(_NOT_AUDITED) & _C.kind.not_like(_CONSEQUENCES, escape="\\")
        parts = [everything.where(deeds)]
    pages = [part.order_by(_C.id.desc()).limit(limit) for part in parts]
    statement: sa.Select[Any] = pages[0]
    if len(pages) > 1:
        merged = sa.union_all(*(sa.select(page.subquery()) for page in pages)).subquery()
        statement = sa.select(merged).order_by(merged.c.id.desc()).limit(limit)
    rows = view.execute(statement).mappings()
    return [
        Event(
            **{name: row[name] for name in Event._fields if name != "at"},
            at=to_microseconds(row["at"]),
        )
        for row in rows
    ]


def _written(
    view: View, wanted: Wanted, before: int | None, by: Actor, zone: ZoneInfo
) -> tuple[list[Event], bytes]:
    entries = _page(view, wanted, before, AT_ONCE)
    names = {person.id: person.name for person in people.all_people(view, by)}
    shop_names = {shop.id: shop.name for shop in shops.all_shops(view, by)}
    lines = []
    for entry in entries:
        if not _audited(entry, by):
            continue
        about, name = _subject(entry)
        lines.append(
            row_of(
                (
                    from_microseconds(entry.at).astimezone(zone).isoformat(timespec="seconds"),
                    entry.by_kind,
                    names.get(entry.by_id or 0, "") if entry.by_kind == "person" else entry.by_id,
                    entry.kind,
                    about,
                    name,
                    shop_names.get(entry.shop_id or 0, ""),
                    entry.conversation_id,
                )
            )
        )
    return entries, b"".join(lines)


def _subject(entry: Event) -> tuple[str, str]:
    """Return the type of what an event is about, and the name it bears, if any."""
    changes = _changes(entry.changes)
    for change in changes:
        for key in ("name", "title", "number", "email", "url"):
            if change.value is not None and isinstance(name := change.value.get(key), str) and name:
                return change.type, name
    return (changes[0].type if changes else ""), ""


def _audited(entry: Event, by: Actor) -> bool:
    # What concerns one person (sessions, passwords, who was invited) is the owners' affair too.
    private = entry.person_id is not None
    return seen(entry, by) or (private and by.at_least("owner") and by.sees(entry.shop_id))
