"""The events of a conversation, so that what they hold can be taken out of them."""

from __future__ import annotations

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Take this step."""
    op.create_index("ix_event_conversation", "event", ["conversation_id", "id"])
