"""Orders, parcels and their journeys."""

from __future__ import annotations

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    """Take this step."""
