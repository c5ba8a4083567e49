"""What an older desk had kept of clocks and breaches stands as it should after the upgrade."""

from __future__ import annotations

import json

import sqlalchemy as sa

from madoguchi.kernel import engines
from madoguchi.kernel.migrate import make_ready
from tests.databases import empty_database_url

__all__ = ["empty_database_url"]


AT = "2026-03-02T01:00:00.000007Z"
MICROSECONDS = 1_772_413_200_000_007
CLOCK = """
    INSERT INTO clock (id, version, subject, owed_kind, owed_id, calendar, zone, state, target,
        deadline, started_at, since, worked, passed, thresholds, moments, fired, reason, due_at,
        breached_at)
    VALUES (:id, 1, 'promise', 'promise', :id, 'x', 'UTC', 'running', 1, :deadline, 0, 0, 0, 0,
        '[100]', '[]', '[]', '', :due, 50)
"""
FACT = """
    INSERT INTO figure_fact (kind, one, two, three, day, slot, mark, fact)
    VALUES ('breach', :talk, 3, 0, 739677, 2, '', :fact)
"""
TALLY = "INSERT INTO figure_tally (cut, grain, day, slot, tally) VALUES ('x', 'shop', 1, -1, '[]')"


def test_moved_clocks_have_not_run_out_and_breaches_know_their_instant(
    empty_database_url: str,
) -> None:
    make_ready(empty_database_url, to="0016")
    engine = engines.writing(empty_database_url)
    with engine.connect() as connection, connection.begin():
        run = connection.execute
        run(sa.text("INSERT INTO frozen_calendar (digest, calendar) VALUES ('x', '{}')"))
        for number, deadline, due in ((1, 90, 90), (2, 50, 50), (3, None, 90)):
            run(sa.text(CLOCK), {"id": number, "deadline": deadline, "due": due})
        for talk in range(1, 1004):
            run(sa.text(FACT), {"talk": talk, "fact": json.dumps({"at": AT})})
        run(sa.text("INSERT INTO figure_house (id, zone, batch) VALUES (1, 'UTC', 7)"))
    make_ready(empty_database_url, to="0017")
    with engine.connect() as connection:
        run = connection.execute
        clocks = run(sa.text("SELECT id, breached_at FROM clock ORDER BY id")).all()
        instants = run(sa.text("SELECT DISTINCT three FROM figure_fact")).scalars().all()
        (forgetting,) = run(sa.text("SELECT forgetting FROM figure_house")).scalars()
    engine.dispose()
    assert [tuple(row) for row in clocks] == [(1, None), (2, 50), (3, 50)]
    assert instants == [MICROSECONDS]
    assert not forgetting


def test_figures_are_worked_out_again_where_their_meaning_has_changed(
    empty_database_url: str,
) -> None:
    make_ready(empty_database_url, to="0033")
    engine = engines.writing(empty_database_url)
    with engine.connect() as connection, connection.begin():
        run = connection.execute
        run(sa.text("INSERT INTO figure_house (id, zone, batch) VALUES (1, 'UTC', 7)"))
        run(sa.text(TALLY))
        for name in ("figures", "webhooks"):
            run(sa.text("INSERT INTO worker_cursor VALUES (:name, 3, 9)"), {"name": name})
    make_ready(empty_database_url, to="0034")
    with engine.connect() as connection:
        run = connection.execute
        kept = run(sa.text("SELECT count(*) FROM figure_tally")).scalar_one()
        house = run(sa.text("SELECT batch, forgetting FROM figure_house")).one()
        places = run(sa.text("SELECT name, event_id FROM worker_cursor ORDER BY name")).all()
    engine.dispose()
    assert kept == 0, "sums of another meaning are not shown meanwhile"
    assert (house.batch, bool(house.forgetting)) == (8, True)
    assert [tuple(row) for row in places] == [("figures", 0), ("webhooks", 9)]
