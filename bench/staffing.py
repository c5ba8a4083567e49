"""How soon a week's staffing is worked out, at a million conversations in the weeks looked at."""

from __future__ import annotations

import time
from datetime import timedelta

import sqlalchemy as sa

from bench.figures import Figure, at_most, percentile
from bench.library import CONVERSATIONS, stores
from madoguchi.insight.staffing.contracts import StaffingWeek
from madoguchi.insight.staffing.queries import staffing_week
from madoguchi.kernel.store import Store
from madoguchi.kernel.time import system_clock, to_microseconds
from madoguchi.kernel.transaction import View
from madoguchi.people.contracts import THE_DESK

ROUNDS = 20
WEEKS = timedelta(weeks=8)

_CUSTOMERS = """
INSERT INTO customer (id, version, shop_id, name, verified, tags, note, simulated,
  conversation_count, created_at)
SELECT n, 1, 1 + n % 3, 'Customer ' || n, false, '[]', '', false, 1, {start} FROM numbers
"""
# Evenly over the weeks, each resolved six to sixteen minutes after its first reply.
_CONVERSATIONS = """
INSERT INTO conversation (id, version, shop_id, customer_id, channel, state, priority, tag_ids,
  message_count, customer_delivered_seq, customer_read_seq, agent_read_seq, rank, simulated,
  first_reply_at, resolved_at, created_at, updated_at)
SELECT n, 2, 1 + n % 3, n, CASE WHEN n % 4 = 0 THEN 'email' ELSE 'webchat' END, 'resolved', 0,
  '[]', 10, 10, 10, 10, n, false, {start} + n * {apart} + 30000000,
  {start} + n * {apart} + 400000000 + n % 600 * 1000000, {start} + n * {apart},
  {start} + n * {apart} FROM numbers
"""


def week(database: str) -> list[Figure]:
    """Measure the p95 of one week for a whole house, a shop, and a shop's channel."""
    figures = []
    with stores(database) as (store, _, _):
        _fill(store)
        first = system_clock().date()
        for name, shop_id in (("all shops", None), ("one shop", 1)):

            def ask(view: View, shop_id: int | None = shop_id) -> StaffingWeek:
                return staffing_week(view, first, "Asia/Tokyo", by=THE_DESK, shop_id=shop_id)

            times = []
            for _ in range(ROUNDS):
                begun = time.perf_counter()
                store.read_now(ask)
                times.append((time.perf_counter() - begun) * 1000)
            title = f"staffing of a week, {name}, p95, {database}"
            note = f"{CONVERSATIONS / 1e6:g} M conversations in 8 weeks"
            figures.append(at_most(title, percentile(times, 0.95), "ms", 300, note))
    return figures


def _fill(store: Store) -> None:
    sqlite = store.dialect == "sqlite"
    numbers = (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers"
        f" WHERE n < {CONVERSATIONS})"
        if sqlite
        else f"WITH numbers(n) AS (SELECT generate_series(CAST(1 AS bigint), {CONVERSATIONS}))"
    )
    apart = WEEKS // timedelta(microseconds=1) // CONVERSATIONS
    start = to_microseconds(system_clock() - WEEKS)
    with store.writing_engine.begin() as connection:
        for statement in (_CUSTOMERS, _CONVERSATIONS):
            head, select = statement.format(start=start, apart=apart).split("\nSELECT", 1)
            parts = (head, numbers) if sqlite else (numbers, head)
            connection.execute(sa.text(f"{' '.join(parts)} SELECT{select}"))
    # What a server does by itself before long: an index alone is read only where it is swept.
    freely = sa.create_engine(store.writing_engine.url, isolation_level="AUTOCOMMIT")
    with freely.connect() as connection:
        connection.exec_driver_sql("ANALYZE" if sqlite else "VACUUM ANALYZE")
    freely.dispose()
