"""Ways in that lead nowhere any more: old sessions, invitations and links."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.kernel.transaction import Tx
from madoguchi.people.queries import IDLE, LONGEST_SESSION
from madoguchi.people.tables import invitation_table, password_link_table, session_table

KEPT = timedelta(days=30)
"""How long one can still be looked at after it has ended; who came when stays in the feed."""


def forget_old_ways_in(tx: Tx) -> None:
    """Delete sessions and invitations that ended, or ran out, a month ago; for the worker."""
    session, long_ago = session_table.c, tx.now - KEPT
    tx.execute(
        session_table.delete().where(
            (session.ended_at < long_ago)
            | (session.last_seen_at < long_ago - IDLE)
            | (session.created_at < long_ago - LONGEST_SESSION)
        )
    )
    tx.execute(invitation_table.delete().where(invitation_table.c.expires_at < long_ago))
    tx.execute(password_link_table.delete().where(password_link_table.c.expires_at < tx.now))
