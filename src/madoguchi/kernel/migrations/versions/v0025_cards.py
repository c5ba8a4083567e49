"""What the desk hands out of an order: cards, reminders, credit for a sale."""

from __future__ import annotations

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    """Take this step."""
