"""What was asked about people, and what is kept of the erased until its time is over."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Json, Moment, metadata, primary_key, version
from madoguchi.privacy.contracts import Kept

# The columns stand in the order of `contracts.PersonRequest`'s fields; the blob stays inside.
person_request_table = sa.Table(
    "person_request",
    metadata,
    primary_key(),
    version(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("customer_id", sa.BigInteger, nullable=False),
    sa.Column("customer_ids", Json(list[int]), nullable=False),
    sa.Column("shop_ids", Json(list[int]), nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("expires_at", Moment),
    sa.Column("size", sa.BigInteger),
    sa.Column("kept", Json(list[Kept]), nullable=False),
    sa.Column("blob", sa.Text),
    # By what an erasure that is under way recognises the person; gone when it is done.
    sa.Column("names", Json(list[str])),
    # By whose law what is kept was decided, empty where nobody knows: their addresses go.
    sa.Column("country", sa.Text),
    sa.Index("ix_person_request_customer", "customer_id", "id"),
    sqlite_autoincrement=True,
)

kept_record_table = sa.Table(
    "kept_record",
    metadata,
    sa.Column("record_class", sa.Text, primary_key=True),
    # A conversation's id, or a customer's.
    sa.Column("kind", sa.Text, primary_key=True),
    sa.Column("target_id", sa.BigInteger, primary_key=True),
    sa.Column("until", Moment, nullable=False),
    sa.Index("ix_kept_record_until", "until"),
)
