"""Where keeping figures begins, and how it begins again: what was kept is thrown away in pieces."""

from __future__ import annotations

import sqlalchemy as sa

from madoguchi.insight.queries import memory as kept
from madoguchi.insight.tables import (
    figure_calendar_table,
    figure_fact_table,
    figure_house_table,
    figure_sale_table,
    figure_shop_table,
    figure_talk_table,
    figure_tally_table,
    figure_worker_table,
)
from madoguchi.kernel import cursors, feed
from madoguchi.kernel.statements import insert_unless_there
from madoguchi.kernel.transaction import Tx

CURSOR = "figures"
PIECE = 500
"""Rows thrown away in one transaction: as long as a page of figures takes, or less."""

_TABLES = (
    figure_tally_table,
    figure_fact_table,
    figure_worker_table,
    figure_sale_table,
    figure_talk_table,
    figure_shop_table,
    figure_calendar_table,
)


def begin(tx: Tx, zone: str | None = None) -> bool:
    """Place the keeper before the feed's first event, unless it has begun.

    Days are told apart by `zone`: by default that of the first person of the house. False while
    there is nobody yet.
    """
    known = zone or kept.first_zone(tx)
    if known is None:
        return False
    insert_unless_there(tx, figure_house_table, id=1, zone=known, batch=0)
    cursors.begin(tx, CURSOR)
    return True


def forget(tx: Tx, zone: str | None = None) -> None:
    """Begin again: whoever keeps figures first throws away what was worked out, piece by piece.

    Days are told apart by `zone` from now on, where one is given, else as before.
    """
    here, house = cursors.hold(tx, CURSOR), kept.house(tx)
    if here is None or house is None:
        begin(tx, zone)
        return
    cursors.step(tx, CURSOR, here, feed.START)
    # Never a number again that was: a wallboard would take what comes for what it has.
    tx.execute(
        figure_house_table.update().values(
            zone=zone or house.zone, batch=house.batch + 1, forgetting=True
        )
    )


def forget_some(tx: Tx) -> None:
    """Throw away one more piece; called by who holds the place. At last, counting can begin."""
    columns = figure_house_table.c
    left = PIECE
    for table in _TABLES:
        key = [*table.primary_key]
        some = sa.select(*key).order_by(*key).limit(left)
        left -= tx.execute(table.delete().where(sa.tuple_(*key).in_(some))).rowcount
        if left <= 0:
            return
    tx.execute(figure_house_table.update().values(batch=columns.batch + 1, forgetting=False))
