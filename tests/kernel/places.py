"""Somewhere an installation can be, and one in which people have talked."""

from __future__ import annotations

import itertools
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from madoguchi.desk import operations as desk
from madoguchi.kernel import engines
from madoguchi.kernel.backup import restore, save
from madoguchi.kernel.backup import rows as backup_rows
from madoguchi.kernel.blobs import Blobs
from madoguchi.kernel.cursors import place
from madoguchi.kernel.keys import Keyring
from scripts._migration import know_every_table
from tests.world import World

know_every_table()


def silent(_what: str) -> None:
    """Nobody watches."""


class Place:
    """Somewhere an installation can be: a database, a folder of attachments, a key."""

    def __init__(self, url: str, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.url = url
        self.key = folder / "secret.key"
        self.blobs = Blobs("", folder / "attachments")

    def save(self, file: Path, *, with_key: bool = True) -> Any:
        return save(self.url, self.blobs, self.key if with_key else None, file, silent)

    def restore(self, file: Path, *, replace: bool = False) -> Any:
        return restore(file, self.url, self.blobs, self.key, replace=replace, progress=silent)

    def tables(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row of every table, in no particular order."""
        engine = engines.reading(self.url)
        with engine.connect() as connection, connection.begin():
            found = {
                table.name: sorted(
                    (tuple(row) for part in backup_rows.read(connection, table) for row in part),
                    key=repr,
                )
                for table in backup_rows.tables(connection)
            }
        engine.dispose()
        return found


@pytest.fixture
def here(database_url: str, tmp_path: Path) -> Place:
    """A desk where people have talked, closed again."""
    world = World(database_url)
    found = Place(database_url, tmp_path / "here")
    Keyring.at(found.key)
    for number in range(30):
        posted = world.receive(world.visitor(f"visitor-{number}"), f"荷物 {number} はどこですか")
        if number % 3 == 0:
            world.store.write_now(
                desk.post, posted.conversation_id, world.speech("お調べします"), by=world.lin
            )
    world.store.write_now(place, "webhooks")
    for _ in range(3):
        found.blobs.put_now(os.urandom(30_000))
    world.close()
    return found


@pytest.fixture
def empty_places(tmp_path: Path, request: pytest.FixtureRequest) -> Callable[[str], Place]:
    numbers = itertools.count()

    def make(dialect: str) -> Place:
        folder = tmp_path / f"there-{next(numbers)}"
        if dialect == "sqlite":
            return Place(f"sqlite:///{folder / 'madoguchi.db'}", folder)
        cluster = request.getfixturevalue("postgres_cluster")
        name = f"restored_{folder.name[6:]}_{abs(hash(folder)) % 10**9}"
        request.addfinalizer(lambda: cluster.drop(name))
        return Place(cluster.create(name), folder)

    return make
