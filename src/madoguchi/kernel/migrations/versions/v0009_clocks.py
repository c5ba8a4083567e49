"""Working calendars, standards and clocks."""

from __future__ import annotations

import json
import secrets

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _within(seconds: int, **more: bool) -> dict[str, object]:
    return {"type": "within", "seconds": seconds, **more}


def _moments(**actions: list[str]) -> list[dict[str, object]]:
    return [{"percent": int(at[2:]), "actions": given} for at, given in actions.items()]


_TELL, _BOTH = ["tell_agent"], ["tell_agent", "raise_priority"]
_SHIPPED: dict[str, dict[str, object]] = {
    "first_reply||||": {
        "target": _within(60),
        "basis": "shop",
        "moments": _moments(at50=_TELL, at80=_BOTH, at100=["tell_supervisor", "reassign"]),
    },
    "next_reply||||": {
        "target": _within(180),
        "basis": "shop",
        "moments": _moments(at50=_TELL, at80=_BOTH, at100=["tell_supervisor"]),
    },
    "first_reply||email||": {
        "scope": {"channel": "email"},
        "target": _within(14_400),
        "basis": "shop",
        "moments": _moments(at50=_TELL, at80=_BOTH, at100=["tell_supervisor"]),
    },
    "next_reply||email||": {
        "scope": {"channel": "email"},
        "target": _within(28_800),
        "basis": "shop",
        "moments": _moments(at50=_TELL, at80=_BOTH, at100=["tell_supervisor"]),
    },
    "phone_answer||||": {
        "target": {"type": "rings", "count": 3},
        "basis": "always",
        "moments": _moments(at100=["reassign", "tell_supervisor"]),
    },
    "promise||||": {
        "target": {"type": "as_promised", "days": 1},
        "basis": "person",
        "moments": _moments(at50=_TELL, at80=_TELL, at100=["tell_agent", "tell_supervisor"]),
    },
    "review_contact||||": {
        "target": _within(120, at_opening=True),
        "basis": "customer_day",
        "day": [32400, 72000],
        "moments": _moments(at50=_TELL, at100=["tell_supervisor"]),
    },
    "partner_answer||||": {
        "target": _within(14_400),
        "basis": "partner",
        "moments": _moments(at80=_TELL, at100=["tell_agent", "tell_supervisor"]),
    },
    "case_resolution||||": {
        "target": {"type": "business_days", "days": 3},
        "basis": "shop",
        "moments": _moments(at50=_TELL, at80=_BOTH, at100=["tell_supervisor"]),
    },
}
"""The standards a desk begins with, by what each is about and where it holds (shop, channel,
language, tier); from then on they are its own to change.
"""


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "calendar",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.BigInteger(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar"),
        sa.UniqueConstraint("holder", "holder_id", name="uq_calendar_holder_holder_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "frozen_calendar",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("digest", name="pk_frozen_calendar"),
    )
    standards = op.create_table(
        "standard",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place_key", sa.Text(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("off", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_standard"),
        sa.UniqueConstraint("place_key", name="uq_standard_place_key"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "standard_step",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("standard_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by_kind", sa.Text(), nullable=False),
        sa.Column("by_id", sa.BigInteger()),
        sa.Column("before", sa.Text()),
        sa.Column("after", sa.Text()),
        sa.PrimaryKeyConstraint("id", name="pk_standard_step"),
    )
    op.create_index("ix_standard_step_standard", "standard_step", ["standard_id", "id"])
    books = op.create_table(
        "clock_book",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("edition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock_book"),
    )
    op.create_table(
        "clock",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("owed_kind", sa.Text(), nullable=False),
        sa.Column("owed_id", sa.BigInteger(), nullable=False),
        sa.Column("conversation_id", sa.BigInteger()),
        sa.Column("shop_id", sa.BigInteger()),
        sa.Column("person_id", sa.BigInteger()),
        sa.Column("team_id", sa.BigInteger()),
        sa.Column("standard_id", sa.BigInteger()),
        sa.Column("calendar", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("target", sa.BigInteger(), nullable=False),
        sa.Column("deadline", sa.BigInteger()),
        sa.Column("started_at", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("worked", sa.BigInteger(), nullable=False),
        sa.Column("passed", sa.BigInteger(), nullable=False),
        sa.Column("thresholds", sa.Text(), nullable=False),
        sa.Column("moments", sa.Text(), nullable=False),
        sa.Column("fired", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger()),
        sa.Column("next_fire_at", sa.BigInteger()),
        sa.Column("breached_at", sa.BigInteger()),
        sa.Column("ended_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(["calendar"], ["frozen_calendar.digest"], name="fk_clock_calendar"),
        sa.PrimaryKeyConstraint("id", name="pk_clock"),
        sqlite_autoincrement=True,
    )
    for name, column, condition in (
        ("ix_clock_next", "next_fire_at", "next_fire_at IS NOT NULL"),
        ("ix_clock_breached", "breached_at", "breached_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(name, "clock", [column], sqlite_where=where, postgresql_where=where)
    op.create_index("ix_clock_conversation", "clock", ["conversation_id"])
    op.create_index("ix_clock_subject", "clock", ["subject", "started_at"])
    op.create_index("ix_clock_owed", "clock", ["owed_kind", "owed_id"])
    op.add_column("conversation", sa.Column("clock", sa.Text()))
    op.bulk_insert(books, [{"id": 1, "edition": secrets.token_hex(16)}])
    op.bulk_insert(
        standards,
        [
            {
                "version": 1,
                "place_key": place,
                "standard": json.dumps({"subject": place.partition("|")[0], **standard}),
                "off": False,
                "changed_at": 0,
            }
            for place, standard in _SHIPPED.items()
        ],
    )
