"""Drafts a migration: what the tables have and a database made by the steps so far has not."""

from __future__ import annotations

import argparse
import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Collection
from pathlib import Path
from typing import Literal

import sqlalchemy as sa
from alembic.autogenerate import produce_migrations, render_python_code
from alembic.autogenerate.api import AutogenContext
from alembic.migration import MigrationContext

import madoguchi
from madoguchi.kernel import engines, migrate, search
from madoguchi.kernel.schema import Id, Json, Moment, metadata

STEP = '''"""{summary}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "{revision}"
down_revision = {before}
{id_type}

def upgrade() -> None:
    """Take this step."""
{body}
'''
ID_TYPE = """
# SQLite only makes a fast rowid alias of a column declared exactly INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
"""
SAYS_NOTHING = (
    (r", nullable=True\)", ")"),
    (r", unique=False", ""),
    # Names are written out here: a change of the naming convention must not change a step.
    (r"op\.f\(('[^']+')\)", r"\1"),
    (r"(?m)^\s*# ### .*\n?", ""),
)


def know_every_table() -> dict[str, str]:
    """Import all rooms, so that the metadata is whole; returns each table's room."""
    rooms: dict[str, str] = {}
    for module in pkgutil.walk_packages(madoguchi.__path__, "madoguchi."):
        if ".migrations." in module.name or module.name.endswith("__main__"):
            continue
        imported = importlib.import_module(module.name)
        for value in vars(imported).values():
            if isinstance(value, sa.Table | search.SearchIndex):
                declared = re.compile(rf"(sa\.Table|SearchIndex)\(\s*\"{value.name}\"")
                if declared.search(inspect.getsource(imported)):
                    rooms[value.name] = module.name.split(".")[1]
    return rooms


def draft(name: str, summary: str, tables: Collection[str]) -> Path | None:
    """Write the step that gives a database these tables; None where it has them."""
    versions = migrate.FOLDER / "versions"
    steps = sorted(versions.glob("v*.py"))
    before = steps[-1].stem[1:5] if steps else None
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/so_far.db"
        if steps:
            migrate.make_ready(url)
        engine = engines.writing(url)
        with engine.connect() as connection:
            body = _body(connection, tables)
        engine.dispose()
    if not body:
        return None
    revision = f"{int(before or 0) + 1:04}"
    file = versions / f"v{revision}_{name}.py"
    text = STEP.format(
        summary=summary,
        revision=revision,
        before=repr(before),
        id_type=ID_TYPE if re.search(r"\bID\b", body) else "",
        body=textwrap.indent(body, "    "),
    )
    file.write_text(text, "utf-8")
    for words in (["format"], ["check", "--fix", "--exit-zero"]):
        subprocess.run(  # noqa: S603 - the linter of this project
            [sys.executable, "-m", "ruff", "--quiet", *words, file], check=True
        )
    return file


def _body(connection: sa.Connection, tables: Collection[str]) -> str:
    there = set(sa.inspect(connection).get_table_names())

    def wanted(name: str | None, kind: str, _parents: object) -> bool:
        """Leave out what stands outside the metadata: search indexes, FTS5's own, versions."""
        return kind != "table" or (name in metadata.tables and name in tables)

    context = MigrationContext.configure(
        connection,
        opts={
            "target_metadata": metadata,
            "include_name": wanted,
            "include_object": lambda item, name, kind, *_: wanted(name, kind, item),
            "compare_type": True,
        },
    )
    operations = produce_migrations(context, metadata).upgrade_ops
    assert operations is not None
    code = render_python_code(operations, render_item=_render, migration_context=context)
    for pattern, plain in SAYS_NOTHING:
        code = re.sub(pattern, plain, code)
    code = textwrap.dedent(code).strip()
    new = [each for each in search.indexes.values() if each.name in {*tables} - there]
    lines = [] if code == "pass" else [code]
    if new:
        lines.append("dialect = op.get_bind().dialect.name")
    for dialect in ("sqlite", "postgresql"):
        statements = [statement for each in new for statement in each.statements[dialect]]
        if statements:
            lines.append(f'if dialect == "{dialect}":')
            lines += [f"    op.execute({_written(statement)})" for statement in statements]
    return "\n".join(lines)


def _render(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """Write our own types as what they are in the database: a step must not change with them."""
    if kind == "type" and isinstance(item, Moment):
        return "sa.BigInteger()"
    if kind == "type" and isinstance(item, Json):
        return "sa.Text()"
    if kind == "type" and repr(item) == repr(Id) and getattr(item, "_variant_mapping", None):
        return "ID"
    return False


def _written(statement: str) -> str:
    """Write a statement as code, with as many lines as it needs."""
    parts = textwrap.wrap(statement, 80, drop_whitespace=False)
    return "\n".join(repr(part) for part in parts)


def main() -> None:
    """Draft the next step."""
    parser = argparse.ArgumentParser(prog="scripts/migration", description=__doc__)
    parser.add_argument("name", help="of the step's file: words_with_underscores")
    parser.add_argument("summary", help="what the step does: a sentence with a full stop")
    parser.add_argument("--room", help="only this room's tables")
    arguments = parser.parse_args()
    rooms = know_every_table()
    tables = [name for name, room in rooms.items() if arguments.room in {None, room}]
    file = draft(arguments.name, arguments.summary, tables)
    sys.stdout.write(f"{file.relative_to(Path.cwd())}\n" if file else "There is nothing new.\n")


if __name__ == "__main__":
    main()
