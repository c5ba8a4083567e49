"""Where parcels are stored and for how much, what notices wait for, pictures of what was ordered."""

from __future__ import annotations

revision = "0036"
down_revision = "0035"


def upgrade() -> None:
    """Take this step."""
