"""Exports that owners have asked for; the file itself is a blob."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Moment, metadata, primary_key, version

# The columns stand in the order of `contracts.Export`'s fields; the blob stays inside.
export_table = sa.Table(
    "export",
    metadata,
    primary_key(),
    version(),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("state", sa.Text, nullable=False),
    sa.Column("rows_done", sa.BigInteger, nullable=False),
    sa.Column("rows_total", sa.BigInteger, nullable=False),
    sa.Column("size", sa.BigInteger),
    sa.Column("asked_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("finished_at", Moment),
    sa.Column("expires_at", Moment),
    sa.Column("blob", sa.Text),
    sqlite_autoincrement=True,
)
