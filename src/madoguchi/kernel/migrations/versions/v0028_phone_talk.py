"""Talking to several on a call."""

from __future__ import annotations

revision = "0028"
down_revision = "0027"


def upgrade() -> None:
    """Take this step."""
