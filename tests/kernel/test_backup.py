"""A backup holds what was acknowledged, is checked, and comes back into either database."""

from __future__ import annotations

import itertools
import resource
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from madoguchi.desk import operations as desk
from madoguchi.desk.contracts import Speech
from madoguchi.desk.queries.search import search
from madoguchi.kernel import engines, feed
from madoguchi.kernel.backup import BackupRefused
from madoguchi.kernel.keys import Keyring
from madoguchi.kernel.store import Store
from madoguchi.kernel.trouble import DatabaseRefused
from madoguchi.people.contracts import THE_DESK
from tests.databases import database_url
from tests.kernel.places import Place, empty_places, here
from tests.world import World

__all__ = ["database_url", "empty_places", "here"]


def without_marker(tables: dict[str, list[tuple[Any, ...]]]) -> dict[str, Any]:
    return {
        **tables,
        "event": [row for row in tables["event"] if feed.RESTORED not in row],
        "schema_upgrade": [],
    }


@pytest.mark.parametrize(
    "dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_a_backup_comes_back_whole_in_either_database(
    here: Place, empty_places: Callable[[str], Place], tmp_path: Path, dialect: str
) -> None:
    manifest = here.save(tmp_path / "backup.zip")
    assert manifest.attachments == 3
    there = empty_places(dialect)
    there.restore(tmp_path / "backup.zip")
    assert without_marker(there.tables()) == without_marker(here.tables())
    assert there.key.read_bytes() == here.key.read_bytes()
    assert there.key.stat().st_mode & 0o777 == 0o600

    store = Store(there.url)
    try:
        found = store.read_now(search, "荷物", by=THE_DESK, limit=100)
        assert len(found.items) == 30
        one = store.read_now(search, "調", by=THE_DESK)
        assert len(one.items) == 10
    finally:
        store.close()

    assert set(there.blobs.names()) == set(here.blobs.names())


@pytest.mark.parametrize(
    "dialect", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
)
def test_work_goes_on_after_it(
    here: Place, empty_places: Callable[[str], Place], tmp_path: Path, dialect: str
) -> None:
    """Ids go on, the feed's new events come last, and readers' places are where they were."""
    store = Store(here.url)
    old_end = store.read_now(lambda view: feed.last_position(view.connection))
    store.close()
    here.save(tmp_path / "backup.zip")
    there = empty_places(dialect)
    there.restore(tmp_path / "backup.zip")
    world_store = Store(there.url)
    try:
        known = {row[0] for row in there.tables()["message"]}
        posted = world_store.write_now(
            desk.post,
            1,
            Speech(client_id="after-the-restore", body="続き"),
            by=THE_DESK,
        )
        assert posted.message.id not in known

        def last_three(view: Any) -> list[feed.Event]:
            return feed.read(view.connection, feed.START, 10_000)[-2:]

        marker, said = world_store.read_now(last_three)
        assert (marker.kind, said.kind) == (feed.RESTORED, "message_sent")
        assert marker.id > 10**15

        def after_the_place(view: Any) -> list[feed.Event]:
            row = view.execute(sa.text("SELECT transaction_id, event_id FROM worker_cursor")).one()
            return feed.read(view.connection, feed.Position(*row), 100)

        assert [event.kind for event in world_store.read_now(after_the_place)] == [
            feed.RESTORED,
            "message_sent",
        ]
        if old_end.transaction_id:
            assert not world_store.read_now(lambda view: feed.holds(view.connection, old_end))
    finally:
        world_store.close()


def test_what_was_acknowledged_before_it_began_is_in_it(
    database_url: str, empty_places: Callable[[str], Place], tmp_path: Path
) -> None:
    """Customers write all the while: the backup has a beginning of what each was told is stored."""
    world = World(database_url)
    here = Place(database_url, tmp_path / "here")
    Keyring.at(here.key)
    acknowledged: list[int] = []
    stop = threading.Event()

    def write(name: str) -> None:
        visitor = world.visitor(name)
        for number in itertools.count():
            if stop.is_set():
                return
            posted = world.store.write_now(
                desk.receive,
                visitor,
                Speech(client_id=f"{name}-{number:06}", body=f"{name} {number}"),
            )
            acknowledged.append(posted.message.id)

    writers = [threading.Thread(target=write, args=(f"writer-{each}",)) for each in range(4)]
    for writer in writers:
        writer.start()
    try:
        while len(acknowledged) < 300:
            stop.wait(0.01)
        before = set(acknowledged)
        here.save(tmp_path / "backup.zip")
    finally:
        stop.set()
        for writer in writers:
            writer.join()
    after = set(acknowledged)
    world.close()

    there = empty_places("sqlite")
    there.restore(tmp_path / "backup.zip")
    tables = there.tables()
    columns = {name: place for place, name in enumerate(column_names(there.url, "message"))}
    kept = {row[columns["id"]] for row in tables["message"]}
    assert before <= kept
    assert kept <= after
    by_conversation: dict[int, list[int]] = {}
    for row in tables["message"]:
        by_conversation.setdefault(row[columns["conversation_id"]], []).append(row[columns["seq"]])
    for seqs in by_conversation.values():
        assert sorted(seqs) == [*range(1, len(seqs) + 1)]


def column_names(url: str, table: str) -> list[str]:
    engine = engines.reading(url)
    with engine.connect() as connection:
        found = [each["name"] for each in sa.inspect(connection).get_columns(table)]
    engine.dispose()
    return found


def test_the_key_can_be_left_out(
    here: Place, empty_places: Callable[[str], Place], tmp_path: Path
) -> None:
    assert not here.save(tmp_path / "backup.zip", with_key=False).has_key
    assert "secret.key" not in zipfile.ZipFile(tmp_path / "backup.zip").namelist()
    there = empty_places("sqlite")
    there.restore(tmp_path / "backup.zip")
    assert not there.key.exists()


def test_a_place_in_use_is_not_overwritten(here: Place, tmp_path: Path) -> None:
    here.save(tmp_path / "backup.zip")
    before = here.tables()
    with pytest.raises(BackupRefused, match="--replace"):
        here.restore(tmp_path / "backup.zip")
    store = Store(here.url)
    store.read_now(lambda view: feed.last_position(view.connection))
    with pytest.raises((BackupRefused, DatabaseRefused), match="in use"):
        here.restore(tmp_path / "backup.zip", replace=True)
    store.close()
    assert here.tables() == before


def test_a_replaced_desk_is_kept_beside_the_new_one(here: Place, tmp_path: Path) -> None:
    before = without_marker(here.tables())
    here.save(tmp_path / "backup.zip")
    store = Store(here.url)
    store.write_now(desk.post, 1, Speech(client_id="too-late-1", body="消える"), by=THE_DESK)
    store.close()
    lost = here.tables()
    here.restore(tmp_path / "backup.zip", replace=True)
    assert without_marker(here.tables()) == before
    if here.url.startswith("sqlite"):
        (kept,) = tmp_path.glob("test.before-restore-*.db")
        assert Place(f"sqlite:///{kept}", tmp_path / "kept").tables() == lost


@pytest.mark.postgres
def test_tables_of_somebody_else_are_never_dropped(
    here: Place, tmp_path: Path, empty_places: Callable[[str], Place]
) -> None:
    here.save(tmp_path / "backup.zip")
    there = empty_places("postgresql")
    there.restore(tmp_path / "backup.zip")
    engine = engines.writing(there.url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (id INTEGER)"))
    engine.dispose()
    with pytest.raises(BackupRefused, match="recipes"):
        there.restore(tmp_path / "backup.zip", replace=True)
    assert there.tables()["message"]


def test_an_existing_file_is_not_overwritten(here: Place, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    file.write_text("precious")
    with pytest.raises(BackupRefused, match="exists already"):
        here.save(file)
    assert file.read_text() == "precious"


def test_a_full_disk_leaves_no_half_backup(here: Place, tmp_path: Path) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, before[1]))
    try:
        with pytest.raises(BackupRefused, match="full"):
            here.save(tmp_path / "backup.zip")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert not [*tmp_path.glob("backup*")]


def test_a_restored_file_needs_no_wal(
    here: Place, empty_places: Callable[[str], Place], tmp_path: Path
) -> None:
    here.save(tmp_path / "backup.zip")
    there = empty_places("sqlite")
    there.restore(tmp_path / "backup.zip")
    file = Path(there.url.removeprefix("sqlite:///"))
    assert sorted(path.name for path in file.parent.iterdir()) == [
        "attachments", "madoguchi.db", "secret.key",
    ]  # fmt: skip
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
