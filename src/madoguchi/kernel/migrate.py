"""Makes a database ready for this version of the program before it is opened, or says why not.

The steps are Alembic's, in `migrations/versions`; all that are missing run in one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import sqlalchemy as sa
import structlog
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from madoguchi import __version__
from madoguchi.kernel import engines, sqlite_file
from madoguchi.kernel.schema import Moment, metadata
from madoguchi.kernel.trouble import DatabaseRefused, explained, shown

HEAD = "head"
FOLDER = Path(__file__).parent / "migrations"
VERSION_TABLE = "schema_version"
WAIT_MS = 60_000
"""For another process that upgrades the same file, which may take longer than any write."""
_LOCK = 5_263_174_908
"""Any number, the same in every process: one of them migrates, the others wait (PostgreSQL)."""

schema_upgrade_table = sa.Table(
    "schema_upgrade",
    metadata,
    # Which program took which step: what to name when an older program meets a newer database.
    sa.Column("revision", sa.Text, primary_key=True),
    sa.Column("program", sa.Text, nullable=False),
    sa.Column("at", Moment, nullable=False),
)

log = structlog.get_logger("madoguchi.kernel")


def make_ready(url: str, *, to: str = HEAD, steps: Path = FOLDER) -> None:
    """Bring a database to this program's schema: an empty one gets it, an older one is upgraded.

    `to` is the revision to stop at. A SQLite file is copied beside itself before an upgrade.
    Raises `DatabaseRefused` for a database that is newer, damaged, somebody else's, out of reach,
    or cannot be written; then nothing was changed.
    """
    script = _script(steps)
    engine = engines.writing(url)
    try:
        with explained(url), _patient(engine) as connection, connection.begin():
            if connection.dialect.name == "sqlite":
                sqlite_file.check(connection, url)
            else:
                connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
            before = revision_of(connection, url, script)
            if before != script.get_current_head():
                _upgrade(connection, url, script, before, to)
    finally:
        engine.dispose()


@contextmanager
def _patient(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Connect, and wait for another process that upgrades an embedded database."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
            driver.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        yield connection


def newest_revision() -> str:
    """Return the revision that this program works with."""
    head = _script(FOLDER).get_current_head()
    assert head is not None
    return head


def revision_of(
    connection: sa.Connection, url: str, script: ScriptDirectory | None = None
) -> str | None:
    """Return a database's revision, None for an empty one.

    Raises `DatabaseRefused` for one that is not ours, or newer than this program.
    """
    script = script or _script(FOLDER)
    tables = set(sa.inspect(connection).get_table_names())
    if not tables:
        return None
    if VERSION_TABLE not in tables:
        some = ", ".join(sorted(tables)[:3])
        raise DatabaseRefused(
            f"The database {shown(url)} is not Madoguchi's: it has tables ({some} …) but no record"
            " of their version. Name an empty database in the setting “database”, or another"
            " folder in “data”."
        )
    revision = connection.execute(sa.text(f"SELECT version_num FROM {VERSION_TABLE}")).scalar()
    columns = schema_upgrade_table.c
    program = connection.execute(
        sa.select(columns.program).where(columns.revision == revision)
    ).scalar()
    check_known(str(revision), f"The database {shown(url)}", str(program), script)
    return str(revision)


def check_known(
    revision: str, what: str, program: str, script: ScriptDirectory | None = None
) -> None:
    """Refuse what a newer program has made. Raises `DatabaseRefused`."""
    script = script or _script(FOLDER)
    try:
        script.get_revision(revision)
    except CommandError:
        ours = f"Madoguchi {__version__} (schema {script.get_current_head()})"
        raise DatabaseRefused(
            f"{what} was last written by Madoguchi {program} (schema {revision}). This is {ours},"
            f" which is older. Nothing was changed. Install Madoguchi {program} or newer, or bring"
            " back a backup made before the upgrade with: madoguchi restore FILE"
        ) from None


def take_steps(connection: sa.Connection, to: str = HEAD, steps: Path = FOLDER) -> None:
    """Bring the schema to a revision within the caller's transaction."""
    _run(connection, _script(steps), to)


def _upgrade(
    connection: sa.Connection, url: str, script: ScriptDirectory, before: str | None, to: str
) -> None:
    copy = None
    if before is not None and connection.dialect.name == "sqlite":
        try:
            copy = sqlite_file.copy(url, f"before-{script.get_current_head()}")
        except (sqlite3.Error, OSError) as error:
            raise DatabaseRefused(
                f"The database {shown(url)} is of an earlier version, and no copy of it could be"
                f" made before the upgrade: {error}. Nothing was changed. Make room beside it for a"
                " second file of its size and start again."
            ) from error
    after = _run(connection, script, to)
    if before is not None:
        log.warning("database_upgraded", before=before, after=after, copy=copy and str(copy))
    else:
        log.info("database_made", schema=after)


def _run(connection: sa.Connection, script: ScriptDirectory, to: str) -> str | None:
    """Take the steps that are missing, note each, and return the revision reached."""
    taken: list[str] = []

    def missing(revision: Any, _context: object) -> Sequence[Any]:  # noqa: ANN401 - Alembic's own
        found = script._upgrade_revs(to, revision)
        taken.extend(name for step in found for name in step.to_revisions)
        return found

    environment = EnvironmentContext(Config(), script, fn=missing)
    with environment:
        environment.configure(connection=connection, version_table=VERSION_TABLE)
        environment.run_migrations()
    for revision in taken:
        connection.execute(
            schema_upgrade_table.insert(),
            {"revision": revision, "program": __version__, "at": datetime.now(UTC)},
        )
    return taken[-1] if taken else None


def _script(folder: Path) -> ScriptDirectory:
    config = Config()
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    return ScriptDirectory.from_config(config)
