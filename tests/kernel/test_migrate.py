"""A database is brought to this program's schema, or refused with a sentence."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from madoguchi import __version__
from madoguchi.kernel import engines, sqlite_file
from madoguchi.kernel.migrate import FOLDER, make_ready, newest_revision
from madoguchi.kernel.schema import metadata
from madoguchi.kernel.trouble import DatabaseRefused
from scripts._migration import know_every_table
from tests.databases import empty_database_url

__all__ = ["empty_database_url"]

PIECES = {
    "sqlite": "SELECT type, name, tbl_name, sql FROM sqlite_master",
    "postgresql": """
        SELECT 'column', table_name, column_name, data_type, is_nullable, identity_generation
        FROM information_schema.columns WHERE table_schema = 'public'
        UNION ALL SELECT 'index', tablename, indexname, indexdef, '', '' FROM pg_indexes
        WHERE schemaname = 'public'
        UNION ALL SELECT 'constraint', conrelid::regclass::text, conname,
        pg_get_constraintdef(oid), '', '' FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace
    """,
}


def pieces(url: str) -> set[tuple[str, ...]]:
    """Every piece of a schema, in the database's own words, but the record of its version."""
    engine = engines.reading(url)
    with engine.connect() as connection:
        rows = connection.execute(sa.text(PIECES[connection.dialect.name])).all()
    engine.dispose()
    return {
        tuple(in_order(" ".join(str(value).replace('"', "").split())) for value in row)
        for row in rows
        if not any("schema_version" in str(value) for value in row)
    }


def in_order(statement: str) -> str:
    """A CREATE TABLE with its parts sorted: in which order constraints stand does not matter."""
    if not statement.startswith("CREATE TABLE"):
        return statement
    # Without its last bracket, for a comma before a closing one stands within brackets.
    parts = re.split(r", (?![^(]*\))", statement.rstrip()[:-1])
    return " ; ".join(sorted(part.strip(" ,()") for part in parts))


@pytest.fixture(scope="module", autouse=True)
def _all_tables() -> None:
    know_every_table()


def test_the_steps_give_exactly_the_tables(empty_database_url: str) -> None:
    engine = engines.writing(empty_database_url)
    metadata.create_all(engine)
    declared = pieces(empty_database_url)
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(sa.text("DROP SCHEMA public CASCADE"))
            connection.execute(sa.text("CREATE SCHEMA public"))
    engine.dispose()
    if empty_database_url.startswith("sqlite"):
        empty_database_url += ".migrated"
    make_ready(empty_database_url)
    migrated = pieces(empty_database_url)
    advice = "The tables have changed: draft their step with scripts/migration."
    assert declared - migrated == set(), advice
    assert migrated - declared == set(), advice


def test_it_notes_who_took_which_step_and_does_nothing_twice(empty_database_url: str) -> None:
    make_ready(empty_database_url)
    make_ready(empty_database_url)
    engine = engines.reading(empty_database_url)
    with engine.connect() as connection:
        noted = connection.execute(
            sa.text("SELECT revision, program FROM schema_upgrade ORDER BY revision")
        ).all()
    engine.dispose()
    assert noted[-1] == (newest_revision(), __version__)
    assert len({revision for revision, _ in noted}) == len(noted) == int(newest_revision())


def test_processes_that_start_together_migrate_once(empty_database_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        try:
            make_ready(empty_database_url)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures


@pytest.fixture
def next_step(tmp_path: Path) -> Path:
    """The steps of a program of the future: ours and one more."""
    folder = tmp_path / "future"
    (folder / "versions").mkdir(parents=True)
    for step in (FOLDER / "versions").glob("v*.py"):
        (folder / "versions" / step.name).write_text(step.read_text())
    (folder / "versions" / "v9000_more.py").write_text(
        textwrap.dedent(f"""
            import sqlalchemy as sa
            from alembic import op
            revision, down_revision = "9000", "{newest_revision()}"
            def upgrade():
                op.create_table("more", sa.Column("id", sa.Integer, primary_key=True))
        """)
    )
    return folder


def test_an_older_database_is_upgraded_and_copied_first(
    empty_database_url: str, next_step: Path, tmp_path: Path
) -> None:
    make_ready(empty_database_url)
    make_ready(empty_database_url, steps=next_step)
    engine = engines.reading(empty_database_url)
    with engine.connect() as connection:
        assert sa.inspect(connection).has_table("more")
    engine.dispose()
    if empty_database_url.startswith("sqlite"):
        copy = f"sqlite:///{tmp_path / 'test.before-9000.db'}"
        names = {piece[1] for piece in pieces(copy)}
        assert "message" in names
        assert "more" not in names


def test_a_step_that_fails_leaves_the_database_as_it_was(
    empty_database_url: str, next_step: Path
) -> None:
    make_ready(empty_database_url)
    before = pieces(empty_database_url)
    step = next_step / "versions" / "v9000_more.py"
    step.write_text(step.read_text() + "    raise RuntimeError('half-way')\n")
    with pytest.raises(RuntimeError, match="half-way"):
        make_ready(empty_database_url, steps=next_step)
    assert pieces(empty_database_url) == before
    make_ready(empty_database_url)


def test_a_newer_database_is_refused_by_name_of_both_programs(
    empty_database_url: str, next_step: Path
) -> None:
    make_ready(empty_database_url, steps=next_step)
    engine = engines.writing(empty_database_url)
    with engine.begin() as connection:
        connection.execute(
            sa.text("UPDATE schema_upgrade SET program = '7.5' WHERE revision = '9000'")
        )
    engine.dispose()
    with pytest.raises(DatabaseRefused) as refused:
        make_ready(empty_database_url)
    said = str(refused.value)
    assert "Madoguchi 7.5 (schema 9000)" in said
    assert f"Madoguchi {__version__} (schema {newest_revision()})" in said
    assert "madoguchi restore" in said


def test_somebody_elses_database_is_refused(empty_database_url: str) -> None:
    engine = engines.writing(empty_database_url)
    with engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE recipes (id INTEGER)"))
    engine.dispose()
    with pytest.raises(DatabaseRefused, match="recipes"):
        make_ready(empty_database_url)


def refusal_of(file: Path) -> str:
    with pytest.raises(DatabaseRefused) as refused:
        make_ready(f"sqlite:///{file}")
    return str(refused.value)


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "madoguchi.db"
    file.write_bytes(b"Dear diary, today I was mistaken for a database. " * 100)
    said = refusal_of(file)
    assert str(file) in said
    assert "madoguchi restore" in said


def test_a_damaged_file_is_refused_and_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "madoguchi.db"
    make_ready(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(file.read_bytes())
    content[8192:16384] = os.urandom(8192)
    file.write_bytes(content)
    said = refusal_of(file)
    assert "damaged" in said
    assert str(file) in said
    assert file.read_bytes() == content


def test_a_truncated_file_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "madoguchi.db"
    make_ready(f"sqlite:///{file}")
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = file.read_bytes()
    file.write_bytes(content[: len(content) // 2])
    assert "damaged" in refusal_of(file)


def test_a_missing_folder_and_a_server_that_is_away_are_named(tmp_path: Path) -> None:
    assert str(tmp_path / "no") in refusal_of(tmp_path / "no" / "madoguchi.db")
    with pytest.raises(DatabaseRefused) as refused:
        make_ready("postgresql://desk:secret@127.0.0.1:1/desk")
    assert "127.0.0.1:1" in str(refused.value)
    assert "secret" not in str(refused.value)


OPEN_WITH_LITTLE_ROOM = """
    import sys, resource
    from madoguchi.kernel.migrate import make_ready
    from madoguchi.kernel.trouble import DatabaseRefused
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
    try:
        make_ready(f"sqlite:///{sys.argv[1]}")
    except DatabaseRefused as error:
        print(error)
"""


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may write anything, so be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        if not os.access(FOLDER, os.R_OK, effective_ids=True):
            pytest.skip("no other account can read this project's folder")
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_written_is_refused() -> None:
    folder = Path(tempfile.mkdtemp())
    file = folder / "madoguchi.db"
    try:
        make_ready(f"sqlite:///{file}")
        file.chmod(0o444)
        folder.chmod(0o555)
        with as_nobody():
            said = refusal_of(file)
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)
    assert "cannot be written" in said
    assert str(file) in said


def test_a_disk_that_is_full_is_named(tmp_path: Path) -> None:
    """A file that may not grow fails as one on a full disk does."""
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            textwrap.dedent(OPEN_WITH_LITTLE_ROOM),
            str(tmp_path / "madoguchi.db"),
        ],
        capture_output=True,
        text=True,
        check=True,
    )
    assert str(tmp_path) in done.stdout
    assert not done.stderr


def test_a_large_file_is_opened_without_being_read_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A desk of ten million messages must start in seconds."""
    url = f"sqlite:///{tmp_path / 'madoguchi.db'}"
    make_ready(url)
    engine = engines.writing(url)
    asked: list[str] = []
    sa.event.listen(
        engine, "before_cursor_execute", lambda _c, _u, statement, *_: asked.append(statement)
    )
    with engine.connect() as connection:
        sqlite_file.check(connection, url, largest=1000)
        assert not [each for each in asked if "quick_check" in each]
        sqlite_file.check(connection, url)
        assert [each for each in asked if "quick_check" in each]
    engine.dispose()
