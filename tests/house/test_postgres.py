"""The private PostgreSQL server that other tests stand on does what it says."""

from __future__ import annotations

import psycopg
import pytest

from tests.postgres import Cluster

pytestmark = pytest.mark.postgres


def test_what_was_committed_outlives_a_kill() -> None:
    with Cluster() as cluster:
        with psycopg.connect(cluster.url()) as connection:
            assert connection.execute("SHOW fsync").fetchone() == ("on",)
            connection.execute("CREATE TABLE line (text text)")
        open_one = psycopg.connect(cluster.url())
        open_one.execute("INSERT INTO line VALUES ('never committed')")
        with psycopg.connect(cluster.url()) as connection:
            connection.execute("INSERT INTO line VALUES ('committed')")
        cluster.kill()
        with pytest.raises(psycopg.OperationalError):
            open_one.commit()
        open_one.close()
        cluster.start()
        with psycopg.connect(cluster.url()) as connection:
            assert connection.execute("SELECT text FROM line").fetchall() == [("committed",)]


def test_a_restart_keeps_the_address(postgres_cluster: Cluster) -> None:
    before = postgres_cluster.url()
    postgres_cluster.restart()
    assert postgres_cluster.url() == before
    psycopg.connect(before).close()


def test_every_database_is_a_fresh_copy_of_its_template(postgres_cluster: Cluster) -> None:
    filled = []

    def fill(url: str) -> None:
        filled.append(url)
        with psycopg.connect(url) as connection:
            connection.execute("CREATE TABLE line (text text)")

    for number in range(2):
        template = postgres_cluster.template("lines", fill)
        with (
            postgres_cluster.database(f"copy_{number}", template=template) as url,
            psycopg.connect(url) as connection,
        ):
            assert connection.execute("SELECT count(*) FROM line").fetchone() == (0,)
            connection.execute("INSERT INTO line VALUES ('of this copy')")
    assert len(filled) == 1


def test_a_test_has_a_database_of_its_own_ready_or_empty(
    postgres_url: str, empty_postgres_url: str
) -> None:
    tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
    with psycopg.connect(empty_postgres_url) as connection:
        assert connection.execute(tables).fetchone() == (0,)
    with psycopg.connect(postgres_url) as connection:
        assert connection.execute(tables).fetchone() != (0,)
        assert connection.execute("SELECT count(*) FROM message").fetchone() == (0,)
