"""Who decided a presence, and what routing still lacked."""

from __future__ import annotations

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Take this step."""
