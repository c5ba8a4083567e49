"""One profile across channels: addresses, consent, merging, the quality record."""

from __future__ import annotations

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Take this step."""
