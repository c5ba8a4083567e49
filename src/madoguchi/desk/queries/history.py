"""What was between a person and the shops: how often they came, and who contacted whom."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Literal

import msgspec
import sqlalchemy as sa

from madoguchi.desk.contracts import Channel
from madoguchi.desk.tables import conversation_table, message_table
from madoguchi.kernel.time import from_microseconds
from madoguchi.kernel.transaction import View

_C = conversation_table.c
_M = message_table.c
# Written out, for PostgreSQL takes two parameters of one value for two expressions.
_DAY = sa.literal_column(str(24 * 3600 * 1_000_000), sa.BigInteger)


class History(msgspec.Struct, frozen=True, kw_only=True):
    """How often somebody came, by which doors, and what they thought of it."""

    conversations: int
    by_channel: dict[str, int]
    first_at: datetime | None
    last_at: datetime | None
    ratings: int
    average_rating: float | None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody wrote to somebody, in one conversation on one day (UTC), so many times.

    `direction` is as the shop sees it; `name` is the writer's as it was then.
    """

    conversation_id: int
    shop_id: int
    channel: Channel
    direction: Literal["in", "out"]
    name: str
    person_id: int | None
    first_at: datetime
    last_at: datetime
    count: int


def history(view: View, customer_ids: Collection[int]) -> History:
    """Sum up the conversations of the customers of one profile, whoever asks."""
    rows = view.execute(
        sa.select(_C.channel, _C.created_at, _C.updated_at, _C.rating).where(
            _C.customer_id.in_(customer_ids)
        )
    ).all()
    by_channel: dict[str, int] = {}
    for row in rows:
        by_channel[row.channel] = by_channel.get(row.channel, 0) + 1
    scores = [row.rating.score for row in rows if row.rating is not None]
    return History(
        conversations=len(rows),
        by_channel=by_channel,
        first_at=min((row.created_at for row in rows), default=None),
        last_at=max((row.updated_at for row in rows), default=None),
        ratings=len(scores),
        average_rating=round(sum(scores) / len(scores), 2) if scores else None,
    )


def contacts(view: View, customer_ids: Collection[int], *, limit: int = 50) -> list[Contact]:
    """Return who contacted whom, the latest first; notes and the desk's lines are no contact."""
    at = sa.type_coerce(_M.at, sa.BigInteger)
    day = (at - at % _DAY).label("day")
    last = sa.func.max(at).label("last_at")
    rows = view.execute(
        sa.select(
            _M.conversation_id,
            _C.shop_id,
            _C.channel,
            _M.author_kind,
            _M.author_id,
            _M.author_name,
            day,
            sa.func.min(at).label("first_at"),
            last,
            sa.func.count().label("count"),
        )
        .join(conversation_table, _C.id == _M.conversation_id)
        .where(
            _C.customer_id.in_(customer_ids),
            _M.kind.in_(("text", "choice")),
            _M.author_kind.in_(("customer", "agent", "bot")),
        )
        .group_by(
            _M.conversation_id,
            _C.shop_id,
            _C.channel,
            _M.author_kind,
            _M.author_id,
            _M.author_name,
            day,
        )
        .order_by(last.desc(), _M.conversation_id)
        .limit(limit)
    )
    return [
        Contact(
            conversation_id=row.conversation_id,
            shop_id=row.shop_id,
            channel=row.channel,
            direction="in" if row.author_kind == "customer" else "out",
            name=row.author_name,
            person_id=row.author_id if row.author_kind == "agent" else None,
            first_at=from_microseconds(row.first_at),
            last_at=from_microseconds(row.last_at),
            count=row._mapping["count"],
        )
        for row in rows
    ]
