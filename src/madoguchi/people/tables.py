"""Staff, teams, what each may see, and every way in: sessions, invitations, codes, tokens.

Whatever opens a door is stored as a hash only, but the shared secret of two-factor sign-in, which
is sealed with the installation's key.
"""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.kernel.schema import Id, Json, Moment, metadata, primary_key, version

organisation_table = sa.Table(
    "organisation",
    metadata,
    # One row at most: this is what makes the first set-up happen once, also between processes.
    sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    sa.Column("created_at", Moment, nullable=False),
    sa.CheckConstraint("id = 1", name="single"),
)

person_table = sa.Table(
    "person",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=False),
    # The address as it is compared: folded, so that Ann@ and ann@ are one account.
    sa.Column("email_key", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("locale", sa.Text, nullable=False),
    sa.Column("zone", sa.Text, nullable=False),
    sa.Column("all_shops", sa.Boolean, nullable=False),
    sa.Column("disabled_at", Moment),
    sa.Column("password_hash", sa.Text, nullable=False),
    sa.Column("totp_secret", sa.Text),
    sa.Column("totp_confirmed_at", Moment),
    # The last 30-second step whose code was used; that code and older ones are spent.
    sa.Column("totp_last_step", sa.BigInteger, nullable=False, default=0),
    sa.Column("created_at", Moment, nullable=False),
    sa.UniqueConstraint("email_key"),
    sqlite_autoincrement=True,
)

team_table = sa.Table(
    "team",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("name_key", sa.Text, nullable=False),
    sa.UniqueConstraint("name_key"),
    sqlite_autoincrement=True,
)

membership_table = sa.Table(
    "membership",
    metadata,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("team_id", sa.ForeignKey("team.id", ondelete="CASCADE"), primary_key=True),
    sa.Index("ix_membership_team", "team_id"),
)

person_shop_table = sa.Table(
    "person_shop",
    metadata,
    sa.Column("person_id", sa.ForeignKey("person.id"), primary_key=True),
    sa.Column("shop_id", sa.ForeignKey("shop.id"), primary_key=True),
    sa.Index("ix_person_shop_shop", "shop_id"),
)

session_table = sa.Table(
    "session",
    metadata,
    primary_key(),
    version(),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_seen_at", Moment, nullable=False),
    sa.Column("ended_at", Moment),
    sa.Column("address", sa.Text, nullable=False),
    sa.Column("agent", sa.Text, nullable=False),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_session_person", "person_id", "ended_at"),
    sqlite_autoincrement=True,
)

# Sign-ins that were tried and have not succeeded, by account, by address, and by both together.
sign_in_attempt_table = sa.Table(
    "sign_in_attempt",
    metadata,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("tried", sa.Integer, nullable=False),
    sa.Column("last_at", Moment, nullable=False),
    sa.Index("ix_sign_in_attempt_last", "last_at"),
)

recovery_code_table = sa.Table(
    "recovery_code",
    metadata,
    primary_key(),
    sa.Column("person_id", sa.ForeignKey("person.id"), nullable=False),
    sa.Column("code_hash", sa.Text, nullable=False),
    sa.Column("used_at", Moment),
    sa.UniqueConstraint("person_id", "code_hash"),
    sqlite_autoincrement=True,
)

invitation_table = sa.Table(
    "invitation",
    metadata,
    primary_key(),
    version(),
    sa.Column("email", sa.Text, nullable=False),
    sa.Column("email_key", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("all_shops", sa.Boolean, nullable=False),
    sa.Column("shop_ids", Json(list[int]), nullable=False),
    sa.Column("team_ids", Json(list[int]), nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("invited_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.Column("accepted_at", Moment),
    sa.Column("withdrawn_at", Moment),
    sa.Column("person_id", sa.ForeignKey("person.id")),
    sa.UniqueConstraint("token_hash"),
    sa.Index("ix_invitation_email", "email_key"),
    sqlite_autoincrement=True,
)

# The one link by which a person chooses a new password; there is no row once it is used.
password_link_table = sa.Table(
    "password_link",
    metadata,
    sa.Column("person_id", Id, sa.ForeignKey("person.id"), primary_key=True, autoincrement=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("expires_at", Moment, nullable=False),
    sa.UniqueConstraint("token_hash"),
)

api_token_table = sa.Table(
    "api_token",
    metadata,
    primary_key(),
    version(),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("token_hash", sa.Text, nullable=False),
    sa.Column("hint", sa.Text, nullable=False),
    sa.Column("role", sa.Text, nullable=False),
    sa.Column("all_shops", sa.Boolean, nullable=False),
    sa.Column("shop_ids", Json(list[int]), nullable=False),
    sa.Column("made_by", sa.BigInteger),
    sa.Column("created_at", Moment, nullable=False),
    sa.Column("last_used_at", Moment),
    sa.Column("revoked_at", Moment),
    sa.UniqueConstraint("token_hash"),
    sqlite_autoincrement=True,
)
