"""Connections to shops and carriers, and what they sent."""

from __future__ import annotations

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    """Take this step."""
