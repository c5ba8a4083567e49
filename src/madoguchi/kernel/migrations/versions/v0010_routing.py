"""Presence, abilities, routing and whispers."""

from __future__ import annotations

import json

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Take this step. Shops that are there already go on handing customers out by hand."""
    op.create_table(
        "presence",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_presence_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_presence"),
    )
    op.create_table(
        "ability",
        sa.Column("person_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("languages", sa.Text(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_ability_person_id"),
        sa.PrimaryKeyConstraint("person_id", name="pk_ability"),
    )
    routing = op.create_table(
        "routing",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("overflow_after_s", sa.Integer(), nullable=False),
        sa.Column("quiet_after_s", sa.Integer(), nullable=False),
        sa.Column("away_after_s", sa.Integer(), nullable=False),
        sa.Column("weights", sa.Text(), nullable=False),
        sa.Column("skill_tags", sa.Text(), nullable=False),
        sa.Column("shops", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_routing_single"),
        sa.PrimaryKeyConstraint("id", name="pk_routing"),
    )
    op.create_table(
        "routing_hint",
        sa.Column("conversation_id", ID, autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kept_for", sa.BigInteger()),
        sa.Column("kept_at", sa.BigInteger()),
        sa.Column("avoid_id", sa.BigInteger()),
        sa.Column("avoid_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_routing_hint_conversation_id"
        ),
        sa.PrimaryKeyConstraint("conversation_id", name="pk_routing_hint"),
    )
    op.create_table(
        "whisper",
        sa.Column("id", ID, sa.Identity(always=False), autoincrement=True, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("conversation_id", ID, nullable=False),
        sa.Column("message_id", ID, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.BigInteger()),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("done_by", sa.BigInteger()),
        sa.Column("done_at", sa.BigInteger()),
        sa.ForeignKeyConstraint(
            ["conversation_id"], ["conversation.id"], name="fk_whisper_conversation_id"
        ),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name="fk_whisper_message_id"),
        sa.PrimaryKeyConstraint("id", name="pk_whisper"),
    )
    op.create_index("ix_whisper_conversation", "whisper", ["conversation_id"])
    shops = op.get_bind().execute(sa.text("SELECT id FROM shop ORDER BY id")).scalars().all()
    if shops:
        op.bulk_insert(
            routing,
            [
                {
                    "id": 1,
                    "version": 1,
                    "overflow_after_s": 45,
                    "quiet_after_s": 1800,
                    "away_after_s": 900,
                    "weights": json.dumps(
                        {"webchat": 100, "line": 100, "api": 100, "email": 50, "phone": 1000}
                    ),
                    "skill_tags": "{}",
                    "shops": json.dumps(
                        {
                            str(shop): {
                                "automatic": False,
                                "team_id": None,
                                "overflow_team_id": None,
                            }
                            for shop in shops
                        }
                    ),
                }
            ],
        )
