"""Columns of presence and abilities; a person who never came has no row."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Json, Moment, metadata, version
from madoguchi.people.presence.contracts import Spoken

presence_table = sa.Table(
    "presence",
    metadata,
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
    version(),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("since", Moment, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("chosen", sa.Text, nullable=False),
    sa.Column("chosen_by", sa.Text, nullable=False),
    sa.Column("chosen_at", Moment, nullable=False),
)

ability_table = sa.Table(
    "ability",
    metadata,
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
    version(),
    sa.Column("capacity", sa.Integer, nullable=False),
    sa.Column("languages", Json(list[Spoken]), nullable=False),
    sa.Column("skills", Json(list[str]), nullable=False),
)
