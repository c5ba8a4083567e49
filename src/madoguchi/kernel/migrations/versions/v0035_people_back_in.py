"""Links by which somebody who has forgotten their password chooses another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step."""
    op.create_table(
        "password_link",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("token_hash", sa.Text(), nullable=False),
        sa.Column("expires_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_password_link_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_password_link"),
        sa.UniqueConstraint("token_hash", name="uq_password_link_token_hash"),
    )
