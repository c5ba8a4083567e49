"""Columns and constraints of figures as they are kept: facts, tallies, what a fold remembers.

All of it is worked out from the feed, and can be worked out again.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Moment, metadata

figure_house_table = sa.Table(
    "figure_house",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    # By whose midnights the days of all figures are told apart.
    sa.Column("zone", sa.Text, nullable=False),
    # Of two processes that keep figures, only one can go from a batch to the next.
    sa.Column("batch", sa.BigInteger, nullable=False),
    # What was kept is being thrown away; counting begins anew when all of it is gone.
    sa.Column("forgetting", sa.Boolean, nullable=False, server_default=sa.false()),
    sa.CheckConstraint("id = 1", name="single"),
)

figure_calendar_table = sa.Table(
    "figure_calendar",
    metadata,
    sa.Column("digest", sa.Text, primary_key=True),
    sa.Column("hours", sa.Text, nullable=False),
)

figure_shop_table = sa.Table(
    "figure_shop",
    metadata,
    sa.Column("shop_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("calendar", sa.Text, nullable=False),
)

figure_talk_table = sa.Table(
    "figure_talk",
    metadata,
    sa.Column("conversation_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("channel", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("person_id", sa.BigInteger),
    # Set while somebody is in charge and it is not resolved: what is being served.
    sa.Column("served_at", Moment),
    sa.Column("talk", sa.Text, nullable=False),
    sa.Index(
        "ix_figure_talk_served",
        "served_at",
        sqlite_where=sa.text("served_at IS NOT NULL"),
        postgresql_where=sa.text("served_at IS NOT NULL"),
    ),
)

figure_sale_table = sa.Table(
    "figure_sale",
    metadata,
    sa.Column("order_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("version", sa.Integer, nullable=False),
    # 0: nobody's any more.
    sa.Column("customer_id", sa.BigInteger, nullable=False),
    sa.Column("placed_at", Moment, nullable=False),
    sa.Column("paid_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Index("ix_figure_sale_customer", "customer_id", "placed_at"),
)

figure_worker_table = sa.Table(
    "figure_worker",
    metadata,
    sa.Column("person_id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("worker", sa.Text, nullable=False),
)

figure_fact_table = sa.Table(
    "figure_fact",
    metadata,
    # The three numbers are the rest of a fact's id: see `figures.facts`.
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("one", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("two", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("three", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("slot", sa.SmallInteger, nullable=False),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("channel", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("country", sa.Text),
    sa.Column("person_id", sa.BigInteger),
    # How it ended, where that is told apart: what has not is counted as it stands now.
    sa.Column("mark", sa.Text, nullable=False),
    sa.Column("fact", sa.Text, nullable=False),
    sa.Index("ix_figure_fact_day", "kind", "day", "one"),
    sa.Index("ix_figure_fact_person", "person_id", "kind", "day"),
    # Whose inquiry it is; of no other kind.
    sa.Column("customer_id", sa.BigInteger),
    sa.Index("ix_figure_fact_mark", "kind", "mark", "one", "two", "three"),
    sa.Index(
        "ix_figure_fact_customer",
        "customer_id",
        "day",
        sqlite_where=sa.text("customer_id IS NOT NULL"),
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    ),
)

figure_tally_table = sa.Table(
    "figure_tally",
    metadata,
    # Everything below but the tally, so that a row is found by one name.
    sa.Column("cut", sa.Text, primary_key=True),
    sa.Column("grain", sa.Text, nullable=False),
    sa.Column("day", sa.Integer, nullable=False),
    sa.Column("slot", sa.SmallInteger, nullable=False),
    sa.Column("shop_id", sa.BigInteger),
    sa.Column("channel", sa.Text),
    sa.Column("language", sa.Text),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("country", sa.Text),
    sa.Column("person_id", sa.BigInteger),
    sa.Column("tally", sa.Text, nullable=False),
    sa.Index("ix_figure_tally_day", "grain", "slot", "shop_id", "day"),
    sa.Index("ix_figure_tally_person", "person_id", "shop_id", "day"),
)
