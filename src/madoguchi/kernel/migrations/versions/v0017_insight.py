"""What the figures and clocks still lacked."""

from __future__ import annotations

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Take this step."""
