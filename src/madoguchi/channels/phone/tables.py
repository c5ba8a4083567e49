"""Columns and constraints of telephone lines, calls and recordings."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.channels.phone.contracts.calls import Guest, Recording, Supervisor
from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version

# Columns stand in the order of the contracts' fields; what is only ours stands last.
line_table = sa.Table(
    "phone_line",
    metadata,
    primary_key(),
    version(),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("country", sa.Text, nullable=False),
    sa.Column("languages", Json(list[str]), nullable=False),
    sa.Column("trunk", Json(list[str]), nullable=False),
    sa.Column("trunk_port", sa.Integer, nullable=False),
    sa.Column("record", sa.Boolean, nullable=False),
    sa.Column("keep_days", sa.Integer, nullable=False),
    sa.Column("voicemail", sa.Boolean, nullable=False),
    sa.Column("callbacks", sa.Boolean, nullable=False),
    sa.Column("patience_s", sa.Integer, nullable=False),
    sa.Column("wrap_up_s", sa.Integer, nullable=False),
    sa.Column("active", sa.Boolean, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("in_chat", sa.Boolean, nullable=False, server_default=sa.false()),
    # The number's digits, as calls name it: one line for each.
    sa.Column("number_key", sa.Text, nullable=False),
    sa.UniqueConstraint("number_key"),
    sqlite_autoincrement=True,
)

call_table = sa.Table(
    "phone_call",
    metadata,
    primary_key(),
    version(),
    sa.Column("line_id", Id, sa.ForeignKey("phone_line.id"), nullable=False),
    sa.Column("shop_id", sa.BigInteger, nullable=False),
    sa.Column("conversation_id", sa.BigInteger, nullable=False),
    sa.Column("customer_id", sa.BigInteger, nullable=False),
    sa.Column("direction", sa.Text, nullable=False),
    sa.Column("number", sa.Text, nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("phase", sa.Text, nullable=False),
    sa.Column("ringing", Json(list[int]), nullable=False),
    sa.Column("person_id", sa.BigInteger),
    sa.Column("team_id", sa.BigInteger),
    sa.Column("ring_cycle_ms", sa.Integer, nullable=False),
    sa.Column("country", sa.Text, nullable=False, server_default=""),
    sa.Column("ring_target_ms", sa.Integer),
    sa.Column("came_at", Moment, nullable=False),
    sa.Column("queued_at", Moment),
    sa.Column("rang_at", Moment),
    sa.Column("taken_at", Moment),
    sa.Column("talked_at", Moment),
    sa.Column("ended_at", Moment),
    sa.Column("sip_rang_at", Moment),
    sa.Column("sip_answered_at", Moment),
    sa.Column("rings", sa.Integer),
    sa.Column("ending", sa.Text),
    sa.Column("callback_at", Moment),
    sa.Column("callback_due_at", Moment),
    sa.Column("callback_of", sa.BigInteger),
    sa.Column("called_back_at", Moment),
    sa.Column("outcome", sa.Text),
    sa.Column("note", sa.Text, nullable=False),
    sa.Column("wrap_up_until", Moment),
    sa.Column("wrapped_at", Moment),
    sa.Column("supervisors", Json(list[Supervisor]), nullable=False, server_default="[]"),
    sa.Column("recordings", Json(list[Recording]), nullable=False),
    sa.Column("door", sa.Text, nullable=False, server_default="number"),
    sa.Column("wanted_at", Moment),
    sa.Column("guests", Json(list[Guest]), nullable=False, server_default="[]"),
    # The telephone process that carries it: whose death ends it.
    sa.Column("process", sa.Text, nullable=False),
    # The name the carrier gave the call: coming twice is coming once.
    sa.Column("external_id", sa.Text, nullable=False),
    # Of the ringing, then of the callback.
    sa.Column("clock_id", sa.BigInteger),
    # The promise to call back at `wanted_at`.
    sa.Column("promise_id", sa.BigInteger),
    sa.UniqueConstraint("external_id"),
    sa.Index("ix_phone_call_conversation", "conversation_id", "id"),
    sa.Index("ix_phone_call_shop", "shop_id", "id"),
    sa.Index("ix_phone_call_person", "person_id", "id"),
    sa.Index(
        "ix_phone_call_live",
        "process",
        "id",
        sqlite_where=sa.text("ended_at IS NULL"),
        postgresql_where=sa.text("ended_at IS NULL"),
    ),
    sa.Index(
        "ix_phone_call_callback",
        "callback_at",
        sqlite_where=sa.text("callback_at IS NOT NULL AND called_back_at IS NULL"),
        postgresql_where=sa.text("callback_at IS NOT NULL AND called_back_at IS NULL"),
    ),
    sqlite_autoincrement=True,
)

recording_table = sa.Table(
    "phone_recording",
    metadata,
    primary_key(),
    sa.Column("call_id", Id, sa.ForeignKey("phone_call.id"), nullable=False),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("size", sa.BigInteger, nullable=False),
    sa.Column("announced_at", Moment),
    sa.Column("keep_until", Moment, nullable=False),
    # None once it has been deleted; the row stays as proof that there was one.
    sa.Column("blob", sa.Text),
    # How loud it is along its length, channel by channel; None: nobody has looked yet.
    sa.Column("peaks", Json(list[list[int]])),
    sa.Index("ix_phone_recording_call", "call_id"),
    sa.Index("ix_phone_recording_blob", "blob"),
    sa.Index(
        "ix_phone_recording_due",
        "keep_until",
        sqlite_where=sa.text("blob IS NOT NULL"),
        postgresql_where=sa.text("blob IS NOT NULL"),
    ),
    sqlite_autoincrement=True,
)

prompt_table = sa.Table(
    "phone_prompt",
    metadata,
    primary_key(),
    version(),
    sa.Column("line_id", Id, sa.ForeignKey("phone_line.id"), nullable=False),
    sa.Column("language", sa.Text, nullable=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("seconds", sa.Float, nullable=False),
    sa.Column("recorded_by", sa.BigInteger),
    sa.Column("recorded_at", Moment, nullable=False),
    # A WAV file of ours; None once the shipped prompt is heard again.
    sa.Column("blob", sa.Text),
    sa.UniqueConstraint("line_id", "language", "name"),
    sa.Index("ix_phone_prompt_blob", "blob"),
    sqlite_autoincrement=True,
)
