"""Talks that ended long ago, for tests that have no week to wait."""

from __future__ import annotations

from datetime import timedelta

from madoguchi.desk.rules import REOPEN_WITHIN
from madoguchi.desk.tables import conversation_table
from madoguchi.kernel.transaction import Tx
from tests.web.running import Browser, Running


def end_long_ago(server: Running, staff: Browser, conversation_id: int) -> None:
    """Let a talk have ended so long ago that the customer's next words begin another."""
    assert staff.post(f"conversations/{conversation_id}/resolve").status_code == 200

    def age(tx: Tx) -> None:
        tx.execute(
            conversation_table.update()
            .where(conversation_table.c.id == conversation_id)
            .values(resolved_at=tx.now - REOPEN_WITHIN - timedelta(days=1))
        )
        tx.wrote = True

    server.desk.store.write_now(age)
