"""Prompts, trunks and calls from the page."""

from __future__ import annotations

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    """Take this step."""
