"""What clocks, routing and mail still need."""

from __future__ import annotations

revision = "0034"
down_revision = "0033"


def upgrade() -> None:
    """Take this step."""
