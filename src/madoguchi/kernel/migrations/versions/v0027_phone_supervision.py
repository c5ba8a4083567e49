"""What supervisors see of calls."""

from __future__ import annotations

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    """Take this step."""
