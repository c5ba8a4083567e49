"""An open store on each of the two databases, with a clock that stands until it is moved."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from madoguchi.kernel.schema import metadata
from madoguchi.kernel.store import Store
from tests import ready
from tests.world import World


class Clock:
    """Stands still between two calls of `pass_time`."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_time(self, **much: float) -> None:
        """Move on by a `timedelta`'s worth."""
        self.now += timedelta(**much)


@pytest.fixture
def clock() -> Clock:
    return Clock()


DIALECTS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database of this test's own, with every table and nothing in them."""
    if request.param == "sqlite":
        return ready.copy_to(tmp_path / "test.db")
    return str(request.getfixturevalue("postgres_url"))


@pytest.fixture(params=DIALECTS)
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without any table."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'test.db'}"
    return str(request.getfixturevalue("empty_postgres_url"))


@pytest.fixture
def store(database_url: str, clock: Clock) -> Iterator[Store]:
    """An open store with every table that the test's imports have registered."""
    opened = Store(database_url, clock=clock)
    metadata.create_all(opened.writing_engine)
    yield opened
    opened.close()


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    """The small named world, on each database."""
    made = World(database_url)
    yield made
    made.close()
