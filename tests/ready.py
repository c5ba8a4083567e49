"""A database at the newest schema, made once for a process of tests and copied for each test.

The steps themselves take most of a second: `tests/kernel/test_migrate.py` takes them for real.
"""

from __future__ import annotations

import atexit
import functools
import shutil
import tempfile
from pathlib import Path

from madoguchi.kernel import migrate
from madoguchi.kernel.migrate import make_ready
from tests.postgres import Cluster

NAME = "ready"

# Reading the steps compiles each of them, and every desk asks for the newest: once is enough here,
# while a desk that runs would keep them in memory for nothing.
migrate._script = functools.cache(migrate._script)


def copy_to(file: Path) -> str:
    """Put an embedded database into an absent file; returns its address."""
    file.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_file(), file)
    return f"sqlite:///{file}"


def template(cluster: Cluster) -> str:
    """Return the name of the database that others are copied from."""
    return cluster.template(NAME, make_ready)


@functools.cache
def _file() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="madoguchi-ready-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "ready.db"
    make_ready(f"sqlite:///{file}")
    if file.with_name(f"{file.name}-wal").exists():
        raise RuntimeError("The write-ahead log was left beside the database: a copy lacks it.")
    return file
