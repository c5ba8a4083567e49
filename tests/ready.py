"""A database at the newest schema, made once for a process of tests and copied for each test.

The steps themselves take most of a second: `tests/kernel/test_migrate.py` takes them for real.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache

from madoguchi.kernel import migrate
from madoguchi.kernel.migrate import make_ready
from tests.postgres import Cluster

NAME = "ready"

# Reading the steps compiles each of them, and every desk asks for the newest: once is enough here,
# while a desk that runs would keep them in memory for nothing.
migrate._script = functools.cache(migrate._script)


def _compile_once() -> None:
    """Let the engines of a process share what they have compiled.

    Each would compile every statement anew, which takes longer than to execute it, and a test
    opens two engines. It is kept by its database's dialect: of that there is one here.
    """
    for dialect in (SQLiteDialect_pysqlite, PGDialect_psycopg):
        dialect.__hash__ = lambda self: hash(type(self))  # type: ignore[method-assign]
        dialect.__eq__ = lambda self, other: type(self) is type(other)  # type: ignore[method-assign]
    compiled: LRUCache[Any, Any] = LRUCache(4000)
    make = sa.Engine.__init__

    def share(engine: sa.Engine, *words: Any, **more: Any) -> None:
        make(engine, *words, **more)
        engine._compiled_cache = compiled

    sa.Engine.__init__ = share  # type: ignore[assignment, method-assign]


_compile_once()


def copy_to(file: Path) -> str:
    """Put an embedded database into an absent file; returns its address."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_file(), file)
    return f"sqlite:///{file}"


def template(cluster: Cluster) -> str:
    """Return the name of the database that others are copied from."""
    return cluster.template(NAME, make_ready)


@functools.cache
def folder() -> Path:
    """Return the folder of what is copied, which goes with the process."""
    made = Path(tempfile.mkdtemp(prefix="madoguchi-ready-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def must_be_whole(file: Path) -> None:
    """Raise where a copy of an embedded database's file alone would lack something."""
    if file.with_name(f"{file.name}-wal").exists():
        raise RuntimeError("The write-ahead log was left beside the database: a copy lacks it.")


@functools.cache
def _file() -> Path:
    file = folder() / "ready.db"
    make_ready(f"sqlite:///{file}")
    must_be_whole(file)
    return file
