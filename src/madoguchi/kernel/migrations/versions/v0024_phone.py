"""Lines, calls and their recordings."""

from __future__ import annotations

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    """Take this step."""
