"""Columns of the pictures that were fetched; their contents are blobs."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Moment, metadata

picture_table = sa.Table(
    "order_picture",
    metadata,
    # SHA-256 of its address, which may be longer than a database likes to compare.
    sa.Column("address_digest", sa.Text, primary_key=True),
    # None: it was not to be had at that time.
    sa.Column("blob", sa.Text),
    sa.Column("content_type", sa.Text, nullable=False),
    sa.Column("fetched_at", Moment, nullable=False),
    sa.Index("ix_order_picture_fetched", "fetched_at"),
)
