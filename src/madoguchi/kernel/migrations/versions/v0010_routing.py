"""Presence, capacity, skills and the queue."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Take this step."""
