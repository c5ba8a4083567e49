"""Nothing of an erased person is left in any column of any table, any blob, file or log."""

from __future__ import annotations

import asyncio
import io
import os
import re
import tomllib
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

import madoguchi.installation  # noqa: F401 - which knows every table
from madoguchi.connectors.connections import bodies
from madoguchi.connectors.connections.operations.forgetting import readable
from madoguchi.connectors.connections.tables import notice_table
from madoguchi.kernel.blobs import BLOB_REMOVAL, Blobs
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.outbox import delivery_table
from madoguchi.kernel.schema import Moment, metadata
from madoguchi.kernel.store import Store
from madoguchi.kernel.transaction import View
from madoguchi.privacy.operations import asking
from madoguchi.privacy.writing import write as write_person
from madoguchi.worker.erasing import Eraser
from tests.desk.mirrors import Mirror
from tests.privacy.everywhere import DIGITS, MARK, NAME, Planted
from tests.privacy.test_erasing import work
from tests.world import World

_TRACE = re.compile(f"{MARK}|{DIGITS}", re.IGNORECASE)
_COLUMNS = Path(__file__).with_name("columns.toml")


@pytest.fixture
def world(database_url: str, tmp_path: Path) -> Iterator[World]:
    """The small world with the installation's key."""
    made = World(database_url)
    made.store.close()
    key = Keyring.at(tmp_path / "key")
    made.store = Store(made.store.url, clock=made.clock, writers=2, readers=2, keyring=key)
    yield made
    made.close()


def with_traces(view: View) -> set[str]:
    """Every column in which something of the person stands, what is sealed opened."""
    found = set()
    for table in metadata.sorted_tables:
        names = [column.name for column in table.columns]
        for row in view.connection.execute(sa.text(f'SELECT * FROM "{table.name}"')).mappings():
            found |= {f"{table.name}.{each}" for each in names if _TRACE.search(str(row[each]))}
    for body in view.execute(sa.select(notice_table.c.body)).scalars():
        if _TRACE.search(readable(bodies.opened(view, body))):
            found.add("notice.body")
    return found


def holding_texts() -> set[str]:
    """Every column that can hold words."""
    wordless = (sa.Integer, sa.Boolean, sa.Float, Moment)
    return {
        f"{table.name}.{column.name}"
        for table in metadata.sorted_tables
        for column in table.columns
        if not isinstance(column.type, wordless)
    }


def test_nothing_of_an_erased_person_is_left_anywhere(
    world: World, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    planted = Planted(world, tmp_path)
    assert work(world, tmp_path) == [asking.EXPORT]
    there = world.store.read_now(with_traces)
    described = tomllib.loads(_COLUMNS.read_text("utf-8"))
    named = {f"{table}.{each}" for table, names in described["names"].items() for each in names}
    assert there == named  # else the test would look for less than it says
    screen = Mirror(world, world.lin)
    asked = asking.ask_erasure
    world.store.write_now(asked, planted.person.id, f"letter of {NAME}", by=world.anna)
    work(world, tmp_path)
    assert world.store.read_now(with_traces) == set()
    remove_blobs(world, planted.blobs)
    left = [b"".join(planted.blobs.read_now(each)) for each in planted.blobs.names()]
    assert left == []
    for path in tmp_path.glob("*.db*"):
        assert _TRACE.search(path.read_bytes().decode("latin-1")) is None, path.name
    told = capsys.readouterr()
    assert _TRACE.search(told.out + told.err) is None
    screen.replay_all()
    screen.agrees()


def test_the_persons_file_has_what_hangs_on_them(world: World, tmp_path: Path) -> None:
    planted = Planted(world, tmp_path)
    content = io.BytesIO()
    ids = [planted.person.id]
    world.store.read_now(write_person, ids, planted.blobs, content)
    with zipfile.ZipFile(content) as archive:
        texts = {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}
    assert "zyxqvwk broke" in texts["incidents.json"]
    assert "Lin" not in texts["incidents.json"]
    assert "Signed by" in texts["orders.json"]
    assert f"to {NAME}" in texts["orders.json"]
    assert "zyxqvwk order note" not in texts["orders.json"]
    assert DIGITS in texts["calls.json"]
    recordings = sorted(text for name, text in texts.items() if name.startswith("recordings/"))
    assert recordings == ["zyxqvwk talk", "zyxqvwk voicemail"]
    assert "zyxqvwk among us" not in "".join(texts.values())


def test_what_is_named_anywhere_is_not_swept_up(world: World, tmp_path: Path) -> None:
    """Recordings and voicemail are kept for months, a file to be taken in for days."""
    planted = Planted(world, tmp_path)
    before = set(planted.blobs.names())
    orphan = planted.put("zyxqvwk of nobody")
    long_ago = (world.clock.now - timedelta(days=2)).timestamp()
    for name in planted.blobs.names():
        os.utime(tmp_path / "attachments" / name, (long_ago, long_ago))
    asyncio.run(Eraser(world.store, planted.blobs).sweep())
    assert set(planted.blobs.names()) == before
    assert orphan not in before


def test_every_column_is_known_to_name_people_or_not_to() -> None:
    """A new column that may name somebody has to be thought of before it is shipped."""
    described = tomllib.loads(_COLUMNS.read_text("utf-8"))
    known = {
        f"{table}.{each}"
        for part in ("names", "names_nobody")
        for table, names in described[part].items()
        for each in names
    }
    assert holding_texts() - known == set()
    assert known - holding_texts() == set()


def remove_blobs(world: World, blobs: Blobs) -> None:
    """Do what the worker does with the contents of files."""
    removals = world.store.read_now(
        lambda view: (
            view.execute(
                sa.select(delivery_table.c.payload).where(delivery_table.c.kind == BLOB_REMOVAL)
            )
            .scalars()
            .all()
        )
    )
    for name in removals:
        asyncio.run(blobs.delete(name))
