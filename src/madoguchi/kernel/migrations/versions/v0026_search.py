"""PostgreSQL's indexes for search know which documents are newer."""

from __future__ import annotations

from alembic import op

revision = "0026"
down_revision = "0025"


def upgrade() -> None:
    """Take this step."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for name in ("message_search", "customer_search"):
        op.execute(f"DROP INDEX ix_{name}_terms")
        op.execute(f"CREATE INDEX ix_{name}_terms ON {name} USING gin (terms, (ARRAY[id / 8192]))")
